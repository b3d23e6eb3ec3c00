const perNamespace = 20;

/**
 * Manifests of one shared Gateway with many Routes, 20 a namespace; of every ten namespaces the Gateway refuses one.
 *
 * @param count of Routes, a multiple of 200
 */
export function manyRoutes(count: number): string {
  const namespaces = Array.from({ length: count / perNamespace }, (_, index) => index);
  return [gateway, ...namespaces.flatMap(manifestsOf)].join('\n---\n');
}

const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatehouse }
spec: { controllerName: gatehouse.dev/gateway-controller }
---
apiVersion: v1
kind: Namespace
metadata: { name: infra }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shared, namespace: infra }
spec:
  gatewayClassName: gatehouse
  listeners:
    - name: web
      port: 80
      protocol: HTTP
      allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { access: "true" } } } }`;

function manifestsOf(index: number): string[] {
  const namespace = `team-${index}`;
  const routes = Array.from({ length: perNamespace }, (_, route) => routeOf(namespace, route));
  return [
    `apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { access: "${index % 10 !== 3}" } }`,
    `apiVersion: v1
kind: Service
metadata: { name: web, namespace: ${namespace} }
spec: { selector: { app: web }, ports: [{ port: 8080 }] }`,
    ...routes,
  ];
}

function routeOf(namespace: string, index: number): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route-${index}, namespace: ${namespace} }
spec:
  parentRefs: [{ name: shared, namespace: infra }]
  rules:
    - matches: [{ path: { value: /${namespace}/${index} } }]
      backendRefs: [{ name: web, port: 8080 }]`;
}
