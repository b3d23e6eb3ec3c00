'use client';

import { Send } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useSession } from '#components/data/use-session.ts';
import { takesFocus } from '#components/shell/wanted-focus.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import type { TestRequest } from '#lib/api/test-messages.ts';
import { MAX_TEST_COUNT, TEST_METHODS } from '#lib/api/test-request-fields.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import { isLegacy } from '../topology/is-legacy.ts';
import { canSend, checkDraft, readCount } from './check-draft.ts';
import type { Place } from './destinations.ts';
import { COUNTS, carriesBody, type Draft } from './draft.ts';
import { Fault, FIELD, Field, faultProps, Select } from './fields.tsx';
import { HeaderRows } from './header-rows.tsx';

export type RequestFormProps = Readonly<{
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  place: Place;
  isPending: boolean;
  /** what is under way, or was last */
  sending: TestRequest | null;
  onSend: (count: number) => void;
}>;

/** The request as it will be sent. Ctrl Enter sends from any field, and at once when a link filled them in. */
export function RequestForm({ draft, change, place, isPending, sending, onSend }: RequestFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (takesFocus('tester')) form.current?.focus();
  }, []);
  const [count, setCount] = useState(String(MAX_TEST_COUNT));
  const faults = checkDraft(draft, { host: place.host, count });
  const hasPlace = place.gateway !== null && place.listener !== null;
  const sendOne = () => (canSend(faults, { many: false }) ? onSend(1) : focusFault(form.current));
  const sendMany = () => (canSend(faults, { many: true }) ? onSend(readCount(count)) : focusFault(form.current));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    sendOne();
  };
  return (
    <form
      ref={form}
      noValidate
      tabIndex={-1}
      aria-label="Request"
      className="flex flex-col gap-2 outline-none"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        sendOne();
      }}
    >
      <PlaceFields draft={draft} change={change} place={place} />
      <Field label="Method" htmlFor="test-method">
        <span className="flex items-center gap-2 text-xs text-ink-3">
          <Select
            id="test-method"
            className="w-28"
            value={draft.method}
            onChange={(event) => change({ method: event.target.value })}
          >
            {TEST_METHODS.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </Select>
          HTTP/1.1
        </span>
      </Field>
      <Field label="Host" htmlFor="test-host" fault={faults.host}>
        <input
          id="test-host"
          className={FIELD}
          value={place.host}
          placeholder={place.address ? `${place.address} (its address)` : 'none'}
          list="test-hosts"
          {...faultProps('test-host', faults.host)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ host: event.target.value })}
        />
        <datalist id="test-hosts">
          {place.hosts.map((host) => (
            <option key={host} value={host} />
          ))}
        </datalist>
      </Field>
      <Field label="Path" htmlFor="test-path" fault={faults.path}>
        <input
          id="test-path"
          className={FIELD}
          value={draft.path}
          {...faultProps('test-path', faults.path)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ path: event.target.value })}
        />
      </Field>
      <HeaderRows
        headers={draft.headers}
        faults={faults.headers}
        tooMany={faults.tooManyHeaders}
        onChange={(headers) => change({ headers })}
      />
      <Field label="Body" htmlFor="test-body" fault={faults.body}>
        <textarea
          id="test-body"
          className={cn(
            FIELD,
            'h-16 resize-y py-1.5 disabled:h-8 disabled:resize-none disabled:border-line disabled:bg-sunken disabled:placeholder:text-ink-3 max-tab:h-20 max-tab:disabled:h-11',
          )}
          value={carriesBody(draft.method) ? draft.body : ''}
          disabled={!carriesBody(draft.method)}
          {...faultProps('test-body', faults.body)}
          placeholder={carriesBody(draft.method) ? '' : `${draft.method} carries no body`}
          spellCheck={false}
          onChange={(event) => change({ body: event.target.value })}
        />
      </Field>
      <Line draft={draft} place={place} />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          look="primary"
          className="flex-1 max-tab:h-11 @max-[330px]:basis-full"
          disabled={!hasPlace}
          aria-keyshortcuts="Control+Enter"
        >
          <Send size={14} aria-hidden="true" />
          {isPending && sending?.count === 1 ? 'Sending' : 'Send'}
          <kbd className="ml-1 rounded-sm border border-current px-[5px] font-sans text-2xs leading-4 font-medium max-tab:hidden">
            Ctrl ⏎
          </kbd>
        </Button>
        <Button className="max-tab:h-11 @max-[330px]:flex-1" disabled={!hasPlace} onClick={sendMany}>
          {isPending && sending?.count !== 1 ? 'Sending' : 'Send'}{' '}
          {faults.count === null ? readCount(count).toLocaleString('en') : 'many'}
        </Button>
        <input
          id="test-count"
          aria-label="How many requests"
          className={cn(FIELD, 'h-[30px] w-20')}
          inputMode="numeric"
          list="test-counts"
          autoComplete="off"
          value={count}
          {...faultProps('test-count', faults.count)}
          onChange={(event) => setCount(event.target.value)}
        />
        <datalist id="test-counts">
          {COUNTS.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <Fault id="test-count" fault={faults.count} className="basis-full" />
      </div>
      <Notes place={place} />
    </form>
  );
}

/** Nothing is sent while a field is wrong: to the first of them instead, where it is said what is. */
function focusFault(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}

function PlaceFields({ draft, change, place }: Pick<RequestFormProps, 'draft' | 'change' | 'place'>) {
  const { gateways, gateway, listeners, listener } = place;
  return (
    <>
      <Field label="Gateway" htmlFor="test-gateway">
        <Select
          id="test-gateway"
          title={gateway ? `${gateway.namespace}/${gateway.name}, ${gateway.group}` : undefined}
          value={gateway?.id ?? ''}
          onChange={(event) => {
            const chosen = gateways.find(({ id }) => id === event.target.value);
            if (chosen) change({ gateway: chosen.id, listener: null, host: null });
          }}
        >
          {!gateway && <option value="">{draft.gateway ? 'no such Gateway' : 'choose one'}</option>}
          {byGroup(gateways).map(({ group, members }) => (
            <optgroup key={group} label={group}>
              {members.map((each) => (
                <option key={each.id} value={each.id}>
                  {/* the closed list shows no group and may cut the end */}
                  {isLegacy(each.group) ? 'v1alpha1 ' : ''}
                  {each.namespace}/{each.name}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
      </Field>
      <Field label="Listener" htmlFor="test-listener">
        <Select
          id="test-listener"
          value={listener?.id ?? ''}
          disabled={listeners.length === 0}
          onChange={(event) => {
            const chosen = listeners.find(({ id }) => id === event.target.value);
            if (chosen) change({ gateway: chosen.owner, listener: chosen.name, host: null });
          }}
        >
          {!listener && <option value="">{listeners.length === 0 ? 'none for HTTP or HTTPS' : 'choose one'}</option>}
          {listeners.map((each) => (
            <option key={each.id} value={each.id}>
              {each.protocol} {each.name} :{each.port}
              {each.hostname ? ` ${each.hostname}` : ''}
              {each.owner === each.gateway ? '' : ` (ListenerSet ${formatKey(each.owner)})`}
            </option>
          ))}
        </Select>
      </Field>
    </>
  );
}

function byGroup(gateways: Place['gateways']) {
  const groups = [...new Set(gateways.map(({ group }) => group))];
  return groups.map((group) => ({ group, members: gateways.filter((each) => each.group === group) }));
}

/** The request in one line, as it will be sent. */
function Line({ draft, place }: Pick<RequestFormProps, 'draft' | 'place'>) {
  const authority = place.host || place.address;
  const url = authority ? `${place.scheme}://${authority}${draft.path}` : draft.path;
  return (
    <p
      title={url}
      className="mt-1 mb-1 truncate rounded-md border border-line bg-sunken px-2.5 py-[7px] font-mono text-xs tracking-[-0.02em] text-ink-2"
    >
      <b className="font-semibold text-ink">{draft.method}</b> {url}
    </p>
  );
}

function Notes({ place }: Pick<RequestFormProps, 'place'>) {
  const { data: session } = useSession();
  const { gateway, listener } = place;
  const isServed = gateway?.owner === 'ours';
  return (
    <div className="mt-0.5 flex flex-col gap-1.5 text-xs text-ink-3">
      {listener?.remapped && (
        <p>
          The system refused port {listener.port} ({listener.remapped.why}), so it goes to{' '}
          <code className="font-mono text-ink-2">
            {listener.remapped.address}:{listener.remapped.port}
          </code>
          .
        </p>
      )}
      {gateway && !isServed && (
        <p className="text-ink-2">
          {session && !session.controller
            ? 'This Gatehouse runs without its controller and serves no Gateway'
            : gateway.owner === 'other'
              ? 'Another controller serves this Gateway'
              : 'No controller is known to serve this Gateway'}
          : of what really happens, only the answer is seen, where there is one.
        </p>
      )}
      {gateway && listener && place.address === null && (
        <p className="text-ink-2">
          This Gateway has no address, so nothing can be sent: the answer is only what Gatehouse predicts.
        </p>
      )}
      <p>
        {place.address !== null && 'Goes to this Gateway’s own address or nowhere. '}Redirects are shown, not followed;
        certificates are shown, not verified. The answer is cut at 64 KiB and 5 s.
      </p>
    </div>
  );
}
