/* oxlint-disable typescript/no-extraneous-class -- the commands of the SDK are classes */
export class GetSecretValueCommand {
  constructor(input: { SecretId: string })
}
export class SecretsManagerClient {
  constructor(configuration: object)
  send(
    command: GetSecretValueCommand,
    options?: { abortSignal?: AbortSignal },
  ): Promise<{ SecretString?: string }>
}
