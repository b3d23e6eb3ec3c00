import type { ReactNode } from 'react';

/** What would be here, and the one thing to do about it. */
export function EmptyState({ title, children }: Readonly<{ title: string; children: ReactNode }>) {
  return (
    <section className="mx-auto my-10 self-start w-[min(520px,calc(100%-32px))] rounded-lg border border-line bg-surface px-5 py-5">
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="mt-1.5 flex flex-col gap-3 text-ink-2">{children}</div>
    </section>
  );
}
