import { encodeText } from '../util/bytes.ts'
import type { MockClock } from '../util/mock-clock.ts'
import { ApiError } from './api-route.ts'
import { FILE_KINDS } from './problem-types.ts'
import { onlyField } from './read-json.ts'

/** The content of a part or of a whole file: lists by name, such as `data` or `links`. */
export type FileContent = Readonly<Record<string, readonly unknown[]>>

/** The fields of a file's metadata, such as `num_variables`. */
type Metadata = Readonly<Record<string, unknown>>

interface StoredFile {
  readonly id: string
  readonly kind: string
  readonly name: string | undefined
  readonly metadata: Metadata
  readonly uploadedAtMs: number
  lastAccessedAtMs: number
  readonly parts: Map<number, FileContent>
}

/** The files API: uploads in parts, and results of jobs. */
export interface Files {
  /** Creates a file from the body of `POST files`. */
  create(body: Metadata): object
  /** Stores a part from the body of `PATCH files/{id}/contents/{n}`. */
  storePart(id: string, part: { number: string; body: Metadata }): object
  list(): object
  metadata(id: string): object
  part(id: string, number: string): object
  /** Stores the results of a job as a file and returns its id. */
  addResults(kind: string, content: FileContent): string
  /** The metadata and the joined parts of a complete file of this kind. */
  read(id: unknown, kind: string): { metadata: Metadata; content: FileContent }
}

/** Creates the files API. @param createId - Returns a new id. */
export function createFiles(clock: MockClock, createId: () => string): Files {
  const files = new Map<string, StoredFile>()

  function add(file: Pick<StoredFile, 'kind' | 'name' | 'metadata' | 'parts'>): string {
    const id = createId()
    const nowMs = clock.now()
    files.set(id, { ...file, id, uploadedAtMs: nowMs, lastAccessedAtMs: nowMs })
    return id
  }

  function find(id: string): StoredFile {
    const file = files.get(id)
    if (!file) throw new ApiError(404, 'Unknown file')
    file.lastAccessedAtMs = clock.now()
    return file
  }

  return {
    create({ file_name: name, file_config: config }) {
      if (name !== undefined && typeof name !== 'string')
        throw new ApiError(400, 'file_name must be a string')
      const [kind, metadata] = onlyField(config, 'file_config')
      if (!FILE_KINDS.includes(kind)) {
        throw new ApiError(400, `The field of file_config must be one of ${FILE_KINDS.join(', ')}`)
      }
      return { file_id: add({ kind, name, metadata, parts: new Map() }) }
    },
    storePart(id, { number, body }) {
      const file = find(id)
      const [kind, content] = onlyField(body['file_config'], 'file_config')
      if (kind !== file.kind) throw new ApiError(400, `The file has the kind ${file.kind}, the part ${kind}`)
      for (const [name, list] of Object.entries(content)) {
        if (!Array.isArray(list)) throw new ApiError(400, `file_config.${kind}.${name} must be a list`)
      }
      file.parts.set(toPartNumber(number), content as FileContent)
      return { file_id: id }
    },
    list: () => ({ files: Array.from(files.values(), toMetadata) }),
    metadata: (id) => toMetadata(find(id)),
    part(id, number) {
      const file = find(id)
      const content = file.parts.get(toPartNumber(number))
      if (!content) throw new ApiError(404, `The file has no part ${number}`)
      return {
        file_id: id,
        part_number: Number(number),
        upload_date_rfc3339: toDate(file.uploadedAtMs),
        file_config: { [file.kind]: content },
      }
    },
    addResults: (kind, content) =>
      add({ kind, name: undefined, metadata: {}, parts: new Map([[1, content]]) }),
    read(id, kind) {
      const file = typeof id === 'string' ? files.get(id) : undefined
      if (!file || file.kind !== kind)
        throw new ApiError(400, `${kind}_file_id must be the id of a ${kind} file`)
      return { metadata: file.metadata, content: joinParts(file) }
    },
  }
}

function toMetadata(file: StoredFile): object {
  return {
    file_id: file.id,
    ...(file.name !== undefined && { file_name: file.name }),
    upload_date_rfc3339: toDate(file.uploadedAtMs),
    last_accessed_rfc3339: toDate(file.lastAccessedAtMs),
    num_parts: file.parts.size,
    num_bytes: encodeText(JSON.stringify([...file.parts.values()])).length,
    file_config: { [file.kind]: file.metadata },
  }
}

/** Joins the lists of all parts. @throws ApiError (400) when a part is missing. */
function joinParts({ parts }: StoredFile): FileContent {
  const joined: Record<string, unknown[]> = {}
  for (let number = 1; number <= Math.max(1, parts.size); number += 1) {
    const part = parts.get(number)
    if (!part) throw new ApiError(400, `Part ${number} of the file was not uploaded`)
    for (const [name, list] of Object.entries(part)) joined[name] = [...(joined[name] ?? []), ...list]
  }
  return joined
}

function toPartNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new ApiError(400, 'A part number must be an integer, at least 1')
}

function toDate(atMs: number): string {
  return new Date(atMs).toISOString()
}
