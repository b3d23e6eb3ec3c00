'use client';

import { Plus, X } from 'lucide-react';
import { useRef } from 'react';
import type { DraftFaults } from './check-draft.ts';
import type { DraftHeader } from './draft.ts';
import { looksSecret } from './draft.ts';
import { Fault, faultProps } from './fields.tsx';

export type HeaderRowsProps = Readonly<{
  headers: readonly DraftHeader[];
  faults: DraftFaults['headers'];
  /** said below all rows */
  tooMany: string | null;
  onChange: (headers: readonly DraftHeader[]) => void;
}>;

const INPUT =
  'h-[30px] w-full min-w-0 bg-transparent px-2.5 font-mono text-xs text-ink placeholder:font-sans placeholder:text-ink-3 focus-visible:-outline-offset-2 max-tab:h-11';

/** The header lines of the request, one row each. */
export function HeaderRows({ headers, faults, tooMany, onChange }: HeaderRowsProps) {
  const frame = useRef<HTMLFieldSetElement>(null);
  const edit = (id: number, part: Partial<DraftHeader>) =>
    onChange(headers.map((header) => (header.id === id ? { ...header, ...part } : header)));
  const add = () => {
    const id = Math.max(-1, ...headers.map((header) => header.id)) + 1;
    onChange([...headers, { id, name: '', value: '' }]);
    focusLater(frame.current, `[data-header="${id}"] input`);
  };
  const remove = (id: number) => {
    onChange(headers.filter((header) => header.id !== id));
    focusLater(frame.current, '[data-add]');
  };
  const secret = headers.some(({ name }) => looksSecret(name));
  return (
    <fieldset ref={frame} className="grid grid-cols-[76px_minmax(0,1fr)] gap-2">
      <legend className="float-left w-[76px] text-xs leading-[30px] font-medium text-ink-2">Headers</legend>
      <div className="col-start-2 min-w-0">
        <div className="divide-y divide-line-soft rounded-md border border-control bg-surface">
          {headers.map(({ id, name, value }, index) => (
            <div key={id} data-header={id} className="grid grid-cols-[2fr_3fr_30px] items-center">
              <input
                aria-label={`Name of header ${index + 1}`}
                className={INPUT}
                value={name}
                placeholder="name"
                {...faultProps(`test-header-${id}-name`, faults.get(id)?.name ?? null)}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => edit(id, { name: event.target.value })}
              />
              <input
                aria-label={`Value of header ${index + 1}`}
                className={INPUT}
                value={value}
                placeholder="value"
                {...faultProps(`test-header-${id}-value`, faults.get(id)?.value ?? null)}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => edit(id, { value: event.target.value })}
              />
              <button
                type="button"
                aria-label={`Remove header ${name || index + 1}`}
                className="grid size-[30px] place-items-center rounded-md text-ink-3 hover:bg-hover"
                onClick={() => remove(id)}
              >
                <X size={14} aria-hidden="true" />
              </button>
              {(['name', 'value'] as const).map((part) => (
                <Fault
                  key={part}
                  id={`test-header-${id}-${part}`}
                  fault={faults.get(id)?.[part] ?? null}
                  className="col-span-full px-2.5 pb-1.5"
                />
              ))}
            </div>
          ))}
          <button
            type="button"
            data-add=""
            className="flex h-[30px] w-full items-center justify-between rounded-md pr-2 pl-2.5 text-xs text-ink-3 hover:bg-hover max-tab:h-11"
            onClick={add}
          >
            Add header
            <Plus size={14} aria-hidden="true" />
          </button>
        </div>
        <Fault id="test-headers" fault={tooMany} className="mt-1" />
        {secret && <p className="mt-1 text-2xs text-ink-3">Headers that look secret stay out of the link.</p>}
      </div>
    </fieldset>
  );
}

/** After the change is on the page. */
function focusLater(frame: HTMLElement | null, selector: string): void {
  requestAnimationFrame(() => frame?.querySelector<HTMLElement>(selector)?.focus());
}
