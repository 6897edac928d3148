/* oxlint-disable typescript/no-extraneous-class -- the commands of the SDK are classes */
export class GetSecretValueCommand {
  constructor(input) {
    this.input = input
  }
}

/** The secret is the mock's API token. Like the real client, `send` observes `abortSignal`. */
export class SecretsManagerClient {
  async send({ input }, { abortSignal } = {}) {
    abortSignal?.throwIfAborted()
    if (input.SecretId !== 'qci/api-token') throw new Error('ResourceNotFoundException')
    return { SecretString: process.env.QCI_TOKEN }
  }
}
