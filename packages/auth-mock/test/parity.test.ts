import { openHandlers, openNode, openServer } from './parity/doors.ts'
import { describeDoor } from './parity/laws.ts'

describeDoor('the handlers in process', openHandlers)
describeDoor("msw's interception in node", openNode)
describeDoor('the server on a port', openServer)
