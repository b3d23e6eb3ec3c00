{{- define "gatehouse.name" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- $name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "gatehouse.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gatehouse.labels" -}}
{{ include "gatehouse.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "gatehouse.checkHttpRoute" -}}
{{- if .Values.httpRoute.enabled }}
{{- if not .Values.signIn.container }}
{{- fail "httpRoute.enabled: the dashboard has no sign-in and listens on the loopback of its Pod alone. Set signIn.container to a container that signs people in, or leave the HTTPRoute out and use kubectl port-forward." }}
{{- end }}
{{- if not .Values.httpRoute.hostnames }}
{{- fail "httpRoute.enabled: httpRoute.hostnames is empty; the dashboard refuses names it was not told of." }}
{{- end }}
{{- if not .Values.httpRoute.parentRefs }}
{{- fail "httpRoute.enabled: httpRoute.parentRefs is empty; name the Gateway that the Route is for." }}
{{- end }}
{{- end }}
{{- end }}
