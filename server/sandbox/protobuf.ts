import { unsupportedMediaType } from './api-error.ts';

export function decodeProtobuf(_bytes: Buffer): unknown {
  throw unsupportedMediaType('protobuf bodies are not read yet');
}
