import type { TestResponse } from '#lib/api/test-messages.ts';
import { formatSentence } from '#lib/binding/sentence.ts';

/** What became of a test request, as it is read out. */
export function summarise({ prediction, target, answer, failure, many, surprises }: TestResponse): string {
  const predicted = formatSentence(prediction.sentence);
  if (target.kind === 'unreachable') return `${target.why} Predicted: ${predicted}`;
  const status = answer ? `${answer.status} ${answer.statusText}.` : `No answer: ${failure ?? 'unknown'}.`;
  const count = many ? `${many.sent.toLocaleString('en')} requests sent. First answer: ` : '';
  const outcome = surprises.length > 0 ? `Not as predicted. ${surprises.join(' ')}` : `As predicted. ${predicted}`;
  return `${count}${status} ${outcome}`;
}

/** `412 B`, `64.0 KiB`. */
export function formatBytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

/** `0.4 ms`, `11 ms`, `4.1 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}
