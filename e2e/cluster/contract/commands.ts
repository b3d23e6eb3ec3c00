import { namespace } from './objects.ts';
import { kubectl, type Step } from './step.ts';

const explained = [
  'ns',
  'svc',
  'cm',
  'secret',
  'pod',
  'deploy',
  'rs',
  'sa',
  'lease',
  'endpointslice',
  'endpoints',
  'events',
];
const explainedRoutes = [
  'gatewayclass',
  'gateway',
  'httproute',
  'grpcroute',
  'tlsroute',
  'referencegrant',
  'listenerset',
  'backendtlspolicy',
];

/** Names, types and nesting; the words are each server's own. */
function explain(resource: string): Step {
  return {
    name: `kubectl explain ${resource}`,
    run: async (server) => {
      const { out, err } = await server.kubectl(['explain', resource, '--recursive']);
      const [head = '', fields = ''] = out.split('FIELDS:\n');
      const lines = fields.split('\n').filter((line) => /^ +\S+\t</.test(line));
      return { kind: head.split('\nDESCRIPTION:')[0], err, fields: Object.fromEntries(pathsOf(lines)) };
    },
  };
}

function pathsOf(lines: readonly string[]): readonly (readonly [string, string])[] {
  const path: string[] = [];
  return lines.map((line) => {
    const [indented = '', type = ''] = line.split('\t');
    const name = indented.trim();
    path.length = (indented.length - name.length) / 2 - 1;
    path.push(name);
    return [path.join('.'), type.replace(/[A-Z]\w+/, 'Object').replace('IntOrObject', 'Object')] as const;
  });
}

const yaml = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata: {a: "${value}"}\n`;

/** What people type. */
export const commands: readonly Step[] = [
  kubectl('apply -f -', yaml('typed', '1')),
  kubectl('apply -f -', yaml('typed', '1')),
  kubectl('apply -f -', yaml('typed', '2')),
  kubectl(`get cm typed -n ${namespace} -o yaml --show-managed-fields`),
  kubectl('apply --server-side -f -', yaml('typed', '3')),
  kubectl(`get cm typed -n ${namespace} -o yaml --show-managed-fields`),
  kubectl('apply --server-side --field-manager=other -f -', yaml('typed', '4')),
  kubectl('diff --server-side -f -', yaml('typed', '3')),
  kubectl(`label cm typed -n ${namespace} a=b`),
  kubectl(`annotate cm typed -n ${namespace} a=b`),
  kubectl(`get cm none -n ${namespace}`),
  kubectl(`get pods -n ${namespace} --field-selector foo=bar`),
  kubectl(`get endpoints own -n ${namespace}`),
  kubectl(`get svc web -n ${namespace} -o wide`),
  kubectl(`get httproutes -n ${namespace}`),
  kubectl(`create cm typed -n ${namespace}`),
  // these are sent as protobuf
  kubectl(`create cm sent -n ${namespace} --from-literal=a=b`),
  kubectl(`create secret generic sent -n ${namespace} --from-literal=a=b`),
  kubectl(`create service clusterip sent -n ${namespace} --tcp=80:http`),
  kubectl(`create deployment sent -n ${namespace} --image=any:1 --port=80 --replicas=0`),
  kubectl(`create sa sent -n ${namespace}`),
  ...['cm', 'secret', 'service', 'sa'].map((kind) =>
    kubectl(`get ${kind} sent -n ${namespace} -o yaml --show-managed-fields`),
  ),
  kubectl(`get deployment sent -n ${namespace} -o jsonpath={.spec}`),
  kubectl('auth can-i create gateways'),
  kubectl(`delete cm typed -n ${namespace}`),
  ...[...explained, ...explainedRoutes].map(explain),
];
