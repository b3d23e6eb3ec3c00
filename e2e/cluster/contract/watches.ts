import type { Loose } from '../../scenarios/kube.ts';
import { map, maps } from './objects.ts';
import { type Kept, type Step, types } from './step.ts';

const shown = ({ type, object: { kind, metadata, data, code, reason, message } = {} }: Loose) => ({
  type,
  kind,
  name: metadata?.name,
  data,
  code,
  reason,
  message,
});

const from = (kept: Kept, name: string): string => String(kept[name]?.metadata?.resourceVersion);

/** Watches: events, selections, tables. */
export const watches: readonly Step[] = [
  {
    name: 'watch a create, a change and a delete',
    run: async (server, kept) => {
      await server.ask({ method: 'POST', path: maps, body: map('first') }).then(({ body }) => (kept.first = body));
      const path = `${maps}?watch=true&resourceVersion=${from(kept, 'first')}`;
      const meanwhile = async () => {
        await server.ask({ method: 'POST', path: maps, body: map('seen', { a: '1' }, { labels: { on: 'yes' } }) });
        await server.ask({ method: 'PATCH', path: `${maps}/seen`, body: { data: { a: '2' } }, headers: types.merge });
        await server.ask({ method: 'DELETE', path: `${maps}/seen` });
      };
      return (await server.watch(path, { count: 3, meanwhile })).map(shown);
    },
  },
  {
    name: 'watch what enters and leaves a selection',
    run: async (server, kept) => {
      const label = (on: string | null) => ({
        method: 'PATCH',
        path: `${maps}/first`,
        body: { metadata: { labels: { on } } },
        headers: types.merge,
      });
      const path = `${maps}?watch=true&labelSelector=on%3Dyes&resourceVersion=${from(kept, 'first')}`;
      const meanwhile = async () => {
        await server.ask(label('yes'));
        await server.ask({ ...label('yes'), body: { data: { a: '1' } } });
        await server.ask(label(null));
      };
      return (await server.watch(path, { count: 6, meanwhile })).map(shown).slice(-3);
    },
  },
  {
    name: 'watch as a table',
    run: async (server) => {
      const list = await server.ask({ method: 'GET', path: maps });
      const path = `${maps}?watch=true&resourceVersion=${String(list.body.metadata?.resourceVersion)}`;
      const meanwhile = async () => {
        await server.ask({ method: 'PATCH', path: `${maps}/first`, body: { data: { b: '1' } }, headers: types.merge });
        await server.ask({ method: 'PATCH', path: `${maps}/first`, body: { data: { b: '2' } }, headers: types.merge });
      };
      const events = await server.watch(path, { count: 2, headers: types.table, meanwhile });
      return events.map(({ type, object: { kind, apiVersion, columnDefinitions, rows } = {} }) => ({
        type,
        kind,
        apiVersion,
        columns: (columnDefinitions as unknown as Loose[] | null)?.map(({ name, type: kindOf }) => [name, kindOf]),
        cells: (rows as unknown as Loose[] | undefined)?.map(({ cells }) => cells),
      }));
    },
  },
];
