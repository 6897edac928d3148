/* oxlint-disable typescript/no-extraneous-class -- the commands of the SDK are classes */
export class GetItemCommand {
  constructor(input) {
    this.input = input
  }
}
export class PutItemCommand {
  constructor(input) {
    this.input = input
  }
}

/** A table in memory with the partition key `id`. It knows the conditions `attribute_not_exists` and `<`, joined by OR. */
export class DynamoDBClient {
  #items = new Map()

  async send(command) {
    const { input } = command
    if (command instanceof GetItemCommand) return { Item: this.#items.get(input.Key.id.S) }
    const current = this.#items.get(input.Item.id.S)
    const isMet = (condition) => {
      const absent = /^attribute_not_exists\((\w+)\)$/.exec(condition)
      if (absent) return current?.[absent[1]] === undefined
      const [name, operator, placeholder] = condition.split(' ')
      if (operator !== '<') throw new Error(`Unknown condition ${condition}`)
      return (
        current !== undefined &&
        Number(current[name].N) < Number(input.ExpressionAttributeValues[placeholder].N)
      )
    }
    if (input.ConditionExpression !== undefined && !input.ConditionExpression.split(' OR ').some(isMet)) {
      throw Object.assign(new Error('The conditional request failed'), {
        name: 'ConditionalCheckFailedException',
      })
    }
    this.#items.set(input.Item.id.S, input.Item)
    return {}
  }
}
