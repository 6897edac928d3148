/* oxlint-disable typescript/no-extraneous-class -- the commands of the SDK are classes */
interface AttributeValue {
  S?: string
  N?: string
}
type Item = Record<string, AttributeValue>
export class GetItemCommand {
  constructor(input: { TableName: string; Key: Item; ConsistentRead?: boolean })
}
export class PutItemCommand {
  constructor(input: {
    TableName: string
    Item: Item
    ConditionExpression?: string
    ExpressionAttributeValues?: Item
  })
}
export class DynamoDBClient {
  constructor(configuration: object)
  send(command: GetItemCommand): Promise<{ Item?: Item }>
  send(command: PutItemCommand): Promise<object>
}
