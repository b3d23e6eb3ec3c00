package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// sandbox is what a Pod has on this machine: a network namespace, a folder for its volumes, its logs.
type sandbox struct {
	number int
	ip     string
	netns  string
	dir    string
	ctx    context.Context
	cancel context.CancelFunc
	// closed when nothing of it is left
	done chan struct{}
	logs logs
}

func newSandbox(number int, dir string) *sandbox {
	ctx, cancel := context.WithCancel(context.Background())
	return &sandbox{number: number, ip: podAddress(number + 1), netns: fmt.Sprintf("pod-%d", number), dir: dir, ctx: ctx, cancel: cancel, done: make(chan struct{})}
}

func (a *agent) start(pod *corev1.Pod, s *sandbox) {
	defer close(s.done)
	defer func() {
		_ = runAll([][]string{{"ip", "netns", "del", s.netns}})
		_ = os.RemoveAll(s.dir)
	}()
	if err := s.makeNetwork(); err != nil {
		log.Printf("%s/%s: %v", pod.Namespace, pod.Name, err)
		return
	}
	// the suite makes the Secrets after the Deployments that mount them
	for err := a.writeVolumes(pod, s); err != nil; err = a.writeVolumes(pod, s) {
		log.Printf("%s/%s: waiting for volumes: %v", pod.Namespace, pod.Name, err)
		if !pause(s.ctx, 500*time.Millisecond) {
			return
		}
	}
	var containers sync.WaitGroup
	for _, c := range pod.Spec.Containers {
		containers.Go(func() {
			for restarts := int32(0); s.ctx.Err() == nil; restarts++ {
				if err := a.runContainer(pod, s, c, restarts); err != nil && s.ctx.Err() == nil {
					log.Printf("%s/%s: %s: %v", pod.Namespace, pod.Name, c.Name, err)
				}
				pause(s.ctx, time.Second)
			}
		})
	}
	containers.Wait()
}

// makeNetwork gives it no default route: a Pod reaches the bridge and the other Pods, nothing else.
func (s *sandbox) makeNetwork() error {
	veth := fmt.Sprintf("hv%d", s.number)
	return runAll([][]string{
		{"ip", "netns", "add", s.netns},
		{"ip", "link", "add", veth, "type", "veth", "peer", "name", "eth0", "netns", s.netns},
		{"ip", "link", "set", veth, "master", bridge, "up"},
		{"ip", "-n", s.netns, "addr", "add", s.ip + "/16", "dev", "eth0"},
		{"ip", "-n", s.netns, "link", "set", "lo", "up"},
		{"ip", "-n", s.netns, "link", "set", "eth0", "up"},
	})
}

func (a *agent) writeVolumes(pod *corev1.Pod, s *sandbox) error {
	for _, v := range pod.Spec.Volumes {
		data, items, err := a.readVolume(s.ctx, pod.Namespace, v)
		if err != nil {
			return err
		}
		if items == nil {
			for key := range data {
				items = append(items, corev1.KeyToPath{Key: key, Path: key})
			}
		}
		for _, item := range items {
			body, ok := data[item.Key]
			if !ok {
				return fmt.Errorf("volume %s: no key %s", v.Name, item.Key)
			}
			path := filepath.Join(s.dir, v.Name, item.Path)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				return err
			}
			if err := os.WriteFile(path, body, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// readVolume knows Secrets and ConfigMaps; others (the projected token among them) are empty.
func (a *agent) readVolume(ctx context.Context, namespace string, v corev1.Volume) (map[string][]byte, []corev1.KeyToPath, error) {
	switch {
	case v.Secret != nil:
		secret, err := a.client.CoreV1().Secrets(namespace).Get(ctx, v.Secret.SecretName, metav1.GetOptions{})
		if err != nil {
			return nil, nil, err
		}
		return secret.Data, v.Secret.Items, nil
	case v.ConfigMap != nil:
		configMap, err := a.client.CoreV1().ConfigMaps(namespace).Get(ctx, v.ConfigMap.Name, metav1.GetOptions{})
		if err != nil {
			return nil, nil, err
		}
		data := map[string][]byte{}
		for key, text := range configMap.Data {
			data[key] = []byte(text)
		}
		return data, v.ConfigMap.Items, nil
	}
	return nil, nil, nil
}

// runContainer runs the program once and reports it ready, then its end.
func (a *agent) runContainer(pod *corev1.Pod, s *sandbox, c corev1.Container, restarts int32) error {
	cmd, err := a.command(pod, s, c)
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout
	// `ip netns exec` replaces itself, so the process id is the program's
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			s.logs.add(c.Name, lines.Text())
		}
	}()
	if listening(cmd.Process.Pid, exited) {
		complain(pod, "status", a.report(s.ctx, pod, s, restarts, true))
	}
	<-exited
	err = cmd.Wait()
	if s.ctx.Err() == nil {
		complain(pod, "status", a.report(s.ctx, pod, s, restarts+1, false))
		return fmt.Errorf("exited: %v", err)
	}
	return nil
}

func (a *agent) command(pod *corev1.Pod, s *sandbox, c corev1.Container) (*exec.Cmd, error) {
	image, _, _ := strings.Cut(c.Image[strings.LastIndex(c.Image, "/")+1:], ":")
	program, ok := a.images[image]
	if !ok {
		return nil, fmt.Errorf("no program for image %s", c.Image)
	}
	// there is no mount namespace: point at our copy of the volume
	here := func(text string) string {
		for _, m := range c.VolumeMounts {
			text = strings.ReplaceAll(text, m.MountPath, filepath.Join(s.dir, m.Name))
		}
		return text
	}
	cmd := exec.CommandContext(s.ctx, "ip", append([]string{"netns", "exec", s.netns}, strings.Fields(program)...)...)
	for _, argument := range c.Args {
		cmd.Args = append(cmd.Args, here(argument))
	}
	fields := map[string]string{"metadata.name": pod.Name, "metadata.namespace": pod.Namespace, "status.podIP": s.ip, "spec.nodeName": nodeName}
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOSTNAME=" + pod.Name}
	for _, e := range c.Env {
		value := e.Value
		if e.ValueFrom != nil && e.ValueFrom.FieldRef != nil {
			value = fields[e.ValueFrom.FieldRef.FieldPath]
		}
		cmd.Env = append(cmd.Env, e.Name+"="+here(value))
	}
	return cmd, nil
}

// listening waits until the program's set of listening sockets is not empty and did not change for 150 ms.
func listening(pid int, exited chan struct{}) bool {
	last, same := 0, 0
	for range 1200 {
		n := listeners(pid)
		if n > 0 && n == last {
			if same++; same == 3 {
				return true
			}
		} else {
			last, same = n, 0
		}
		select {
		case <-exited:
			return false
		case <-time.After(50 * time.Millisecond):
		}
	}
	return false
}

func listeners(pid int) int {
	n := 0
	for _, protocol := range []string{"tcp", "tcp6", "udp", "udp6"} {
		table, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, protocol))
		for _, row := range strings.Split(string(table), "\n")[1:] {
			// 0A is LISTEN; a UDP socket has no such state
			if fields := strings.Fields(row); len(fields) > 3 && (fields[3] == "0A" || strings.HasPrefix(protocol, "udp")) {
				n++
			}
		}
	}
	return n
}
