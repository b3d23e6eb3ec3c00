import { z } from 'zod';
import { atomic, listMap } from '../list-types.ts';

const text = (description: string) => z.string().optional().describe(description);
const texts = (description: string) => z.array(z.string()).optional().describe(description);
const flag = (description: string) => z.boolean().optional().describe(description);
const count = (description: string) => z.int32().optional().describe(description);
/** Taken as it is: nothing here acts on what is inside. */
const part = (description: string) => z.looseObject({}).optional().describe(description);
const wholePart = (description: string) => atomic(z.looseObject({})).optional().describe(description);
const parts = (description: string) => z.array(z.looseObject({})).optional().describe(description);
const partsBy = (key: string, description: string) =>
  listMap(z.array(z.looseObject({ [key]: z.string().describe(`The ${key} it is known by.`) })), key)
    .optional()
    .describe(description);

/** Refers to a Secret, ConfigMap or the like of the same namespace by its name. */
export const localReference = atomic(z.looseObject({ name: text('Name of the object.') }));

export const containerPort = z.object({
  name: z.string().optional().describe('Name by which a Service may call this port.'),
  containerPort: z.int32().min(1).max(65535).describe('Port the container listens on.'),
  hostPort: z.int32().optional().describe('Port of the node that leads here.'),
  hostIP: text('Address of the node to bind the host port to.'),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('TCP, UDP or SCTP.'),
});

const environmentVariable = z.looseObject({
  name: z.string().describe('Name of the variable.'),
  value: text('Its value.'),
  valueFrom: z
    .looseObject({
      fieldRef: wholePart('A field of the Pod.'),
      resourceFieldRef: wholePart('A resource of the container.'),
      configMapKeyRef: wholePart('An entry of a ConfigMap.'),
      secretKeyRef: wholePart('An entry of a Secret.'),
    })
    .optional()
    .describe('Where its value comes from, instead.'),
});

const volumeMount = z.looseObject({
  name: z.string().describe('Name of the volume.'),
  mountPath: z.string().describe('Where it appears in the container.'),
  readOnly: flag('Whether it may not be written to.'),
  subPath: text('The part of the volume that appears.'),
});

const container = z.looseObject({
  name: z.string().min(1).max(63).describe('Name of the container, unique in the Pod.'),
  image: z.string().optional().describe('Image it is run from; the sandbox runs an echo server instead.'),
  ports: listMap(z.array(containerPort), 'containerPort', 'protocol')
    .optional()
    .describe('Ports the container listens on.'),
  command: texts('What is run in place of the image’s entrypoint.'),
  args: texts('Arguments of what is run.'),
  env: listMap(z.array(environmentVariable), 'name').optional().describe('Environment variables.'),
  envFrom: parts('ConfigMaps and Secrets whose entries become environment variables.'),
  workingDir: text('Folder it is run in.'),
  imagePullPolicy: text('Always, IfNotPresent or Never.'),
  resources: part('CPU and memory it asks for and may use.'),
  resizePolicy: parts('What happens when its resources are changed.'),
  restartPolicy: text('Whether it is started again, where that differs from the Pod.'),
  restartPolicyRules: parts('After which exit codes it is started again.'),
  livenessProbe: part('Asks whether it must be restarted.'),
  readinessProbe: part('Asks whether it takes traffic.'),
  startupProbe: part('Asks whether it has started.'),
  lifecycle: part('What is run after its start and before its end.'),
  securityContext: part('User, rights and capabilities it runs with.'),
  volumeMounts: listMap(z.array(volumeMount), 'mountPath').optional().describe('Where volumes appear in it.'),
  volumeDevices: partsBy('devicePath', 'Block devices it has.'),
  terminationMessagePath: text('File whose text says why it ended.'),
  terminationMessagePolicy: text('File, or FallbackToLogsOnError.'),
  stdin: flag('Whether it has an open standard input.'),
  stdinOnce: flag('Whether that is closed after the first to attach.'),
  tty: flag('Whether it has a terminal.'),
});

export const podSpec = z.looseObject({
  containers: listMap(z.array(container).min(1), 'name').describe('What runs in the Pod.'),
  initContainers: listMap(z.array(container), 'name').optional().describe('What runs to its end before the others.'),
  ephemeralContainers: partsBy('name', 'Containers put into the running Pod to look at it.'),
  volumes: partsBy('name', 'Volumes that containers may mount.'),
  nodeName: z.string().optional().describe('Node the Pod is on.'),
  nodeSelector: atomic(z.record(z.string(), z.string())).optional().describe('Labels of the nodes the Pod may be on.'),
  affinity: part('Nodes and Pods it wants to be near to, or away from.'),
  tolerations: parts('Taints of nodes it puts up with.'),
  topologySpreadConstraints: listMap(
    z.array(
      z.looseObject({
        topologyKey: z.string().describe('Label of the nodes whose values are the places.'),
        whenUnsatisfiable: z.string().describe('DoNotSchedule or ScheduleAnyway.'),
      }),
    ),
    'topologyKey',
    'whenUnsatisfiable',
  )
    .optional()
    .describe('How its Pods are spread over places.'),
  schedulerName: text('Scheduler that finds it a node.'),
  schedulingGates: partsBy('name', 'What must be gone before it is scheduled.'),
  priority: count('Rank among Pods that wait for a node.'),
  priorityClassName: text('PriorityClass that gives its priority.'),
  preemptionPolicy: text('PreemptLowerPriority or Never.'),
  restartPolicy: z
    .enum(['Always', 'OnFailure', 'Never'])
    .default('Always')
    .describe('Whether containers that ended are started again.'),
  terminationGracePeriodSeconds: z.int().optional().describe('Seconds a Pod that is deleted has to end by itself.'),
  activeDeadlineSeconds: z.int().optional().describe('Seconds it may run.'),
  serviceAccountName: text('ServiceAccount it runs as.'),
  serviceAccount: text('Deprecated name of serviceAccountName.'),
  automountServiceAccountToken: flag('Whether its token is mounted.'),
  imagePullSecrets: listMap(z.array(localReference), 'name').optional().describe('Secrets to pull images with.'),
  securityContext: part('User, groups and rights of all containers.'),
  hostname: text('Host name of the Pod.'),
  subdomain: text('Domain its host name is in.'),
  setHostnameAsFQDN: flag('Whether its host name is the full one.'),
  hostnameOverride: text('Host name in place of all others.'),
  hostAliases: partsBy('ip', 'Lines of its hosts file.'),
  hostNetwork: flag('Whether it uses the network of its node.'),
  hostPID: flag('Whether it sees the processes of its node.'),
  hostIPC: flag('Whether it shares memory with its node.'),
  hostUsers: flag('Whether its users are those of the node.'),
  shareProcessNamespace: flag('Whether its containers see each other’s processes.'),
  dnsPolicy: text('ClusterFirst, ClusterFirstWithHostNet, Default or None.'),
  dnsConfig: part('Name servers and search domains.'),
  enableServiceLinks: flag('Whether Services appear as environment variables.'),
  readinessGates: parts('Conditions that must be True, besides those of its containers, for it to be ready.'),
  runtimeClassName: text('RuntimeClass it runs in.'),
  overhead: part('Resources it takes besides its containers.'),
  os: part('Operating system of its containers.'),
  resources: part('Resources of the Pod as a whole.'),
  resourceClaims: partsBy('name', 'ResourceClaims it needs.'),
  schedulingGroup: part('Pods it is scheduled with.'),
});
