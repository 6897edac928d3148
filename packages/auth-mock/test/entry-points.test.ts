import { openHandlers, openNode, openServer } from './parity/entry-points.ts'
import { describeEntryPoint } from './parity/same-behavior.ts'

describeEntryPoint('the handlers in process', openHandlers)
describeEntryPoint("msw's interception in node", openNode)
describeEntryPoint('the server on a port', openServer)
