package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	nodeName = "harness"
	// the API server takes a loopback address for pods/log without complaint
	nodeIP      = "127.0.0.1"
	kubeletPort = 10250
	bridge      = "hbr0"
)

// agent stands in for the scheduler and a kubelet: each Pod is processes in a network namespace of its own.
type agent struct {
	client kubernetes.Interface
	// for volumes
	dir string
	// program by the last part of the image name, without tag
	images map[string]string

	mu     sync.Mutex
	last   int
	pods   map[types.UID]*sandbox
	byName map[string]types.UID
}

func agentMain() {
	a := &agent{images: map[string]string{}, pods: map[types.UID]*sandbox{}, byName: map[string]types.UID{}}
	kubeconfig := flag.String("kubeconfig", "", "")
	flag.StringVar(&a.dir, "dir", "pods", "for volumes")
	flag.Func("image", "IMAGE=PROGRAM, repeatable; the last part of the image name, without tag", func(pair string) error {
		image, program, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("want IMAGE=PROGRAM")
		}
		a.images[image] = program
		return nil
	})
	flag.Parse()
	must(a.run(*kubeconfig))
}

func (a *agent) run(kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 500, 1000
	a.client = kubernetes.NewForConfigOrDie(config)
	if a.dir, err = filepath.Abs(a.dir); err != nil {
		return err
	}
	if err := makeBridge(); err != nil {
		return err
	}
	go func() { log.Fatal(a.serveLogs()) }()
	if err := a.registerNode(); err != nil {
		return err
	}
	informer := informers.NewSharedInformerFactory(a.client, 0).Core().V1().Pods().Informer()
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { a.seen(o.(*corev1.Pod)) },
		UpdateFunc: func(_, o any) { a.seen(o.(*corev1.Pod)) },
		DeleteFunc: func(o any) {
			if d, ok := o.(cache.DeletedFinalStateUnknown); ok {
				o = d.Obj
			}
			go a.stop(o.(*corev1.Pod))
		},
	})
	if err != nil {
		return err
	}
	informer.Run(context.Background().Done())
	return nil
}

func makeBridge() error {
	return runAll([][]string{
		{"ip", "link", "add", bridge, "type", "bridge"},
		{"ip", "addr", "add", podAddress(1) + "/16", "dev", bridge},
		{"ip", "link", "set", bridge, "up"},
	})
}

// podAddress is in 10.244.0.0/16; the bridge has the first.
func podAddress(n int) string { return fmt.Sprintf("10.244.%d.%d", n>>8, n&255) }

func (a *agent) registerNode() error {
	ctx := context.Background()
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: nodeName, Labels: map[string]string{"kubernetes.io/hostname": nodeName, "kubernetes.io/os": "linux"}}}
	node, err := a.client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	node.Status.Addresses = []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: nodeIP}, {Type: corev1.NodeHostName, Address: nodeName}}
	node.Status.DaemonEndpoints.KubeletEndpoint.Port = kubeletPort
	node.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "Agent", LastHeartbeatTime: metav1.Now()}}
	_, err = a.client.CoreV1().Nodes().UpdateStatus(ctx, node, metav1.UpdateOptions{})
	return err
}

func (a *agent) seen(pod *corev1.Pod) {
	switch {
	case pod.Spec.NodeName == "" && pod.DeletionTimestamp == nil:
		go a.bind(pod)
	case pod.Spec.NodeName != nodeName:
	case pod.DeletionTimestamp != nil:
		go a.confirmDeletion(pod)
	default:
		a.mu.Lock()
		defer a.mu.Unlock()
		if _, known := a.pods[pod.UID]; known {
			return
		}
		a.last++
		s := newSandbox(a.last, filepath.Join(a.dir, string(pod.UID)))
		a.pods[pod.UID] = s
		a.byName[pod.Namespace+"/"+pod.Name] = pod.UID
		go a.start(pod, s)
	}
}

func (a *agent) bind(pod *corev1.Pod) {
	binding := &corev1.Binding{ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID}, Target: corev1.ObjectReference{Kind: "Node", Name: nodeName}}
	complain(pod, "bind", a.client.CoreV1().Pods(pod.Namespace).Bind(context.Background(), binding, metav1.CreateOptions{}))
}

func (a *agent) stop(pod *corev1.Pod) {
	a.mu.Lock()
	s := a.pods[pod.UID]
	delete(a.pods, pod.UID)
	if a.byName[pod.Namespace+"/"+pod.Name] == pod.UID {
		delete(a.byName, pod.Namespace+"/"+pod.Name)
	}
	a.mu.Unlock()
	if s != nil {
		s.cancel()
		<-s.done
	}
}

// confirmDeletion is what a kubelet does last: until then the Pod stays in the API.
func (a *agent) confirmDeletion(pod *corev1.Pod) {
	a.stop(pod)
	now := int64(0)
	options := metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: &metav1.Preconditions{UID: &pod.UID}}
	complain(pod, "delete", a.client.CoreV1().Pods(pod.Namespace).Delete(context.Background(), pod.Name, options))
}

// report writes the Pod's status; readiness is what endpoint slices follow.
func (a *agent) report(ctx context.Context, pod *corev1.Pod, s *sandbox, restarts int32, ready bool) error {
	status := statusOf(pod, s, restarts, ready)
	for {
		current, err := a.client.CoreV1().Pods(pod.Namespace).Get(ctx, pod.Name, metav1.GetOptions{})
		if err != nil || current.UID != pod.UID {
			return err
		}
		current.Status = status
		if _, err = a.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, current, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
			return err
		}
	}
}

func statusOf(pod *corev1.Pod, s *sandbox, restarts int32, ready bool) corev1.PodStatus {
	now := metav1.Now()
	status := corev1.PodStatus{Phase: corev1.PodRunning, PodIP: s.ip, PodIPs: []corev1.PodIP{{IP: s.ip}}, HostIP: nodeIP, HostIPs: []corev1.HostIP{{IP: nodeIP}}, StartTime: &now}
	readiness := corev1.ConditionFalse
	if ready {
		readiness = corev1.ConditionTrue
	}
	for _, c := range []corev1.PodCondition{
		{Type: corev1.PodScheduled, Status: corev1.ConditionTrue},
		{Type: corev1.PodInitialized, Status: corev1.ConditionTrue},
		{Type: corev1.ContainersReady, Status: readiness},
		{Type: corev1.PodReady, Status: readiness},
	} {
		c.LastTransitionTime = now
		status.Conditions = append(status.Conditions, c)
	}
	for _, c := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, corev1.ContainerStatus{
			Name: c.Name, Image: c.Image, ImageID: c.Image, ContainerID: "process://" + s.netns, Ready: ready, Started: &ready, RestartCount: restarts,
			State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}},
		})
	}
	return status
}

// complain logs what went wrong, but for a Pod that is gone or was taken by another.
func complain(pod *corev1.Pod, what string, err error) {
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		log.Printf("%s/%s: %s: %v", pod.Namespace, pod.Name, what, err)
	}
}

func runAll(commands [][]string) error {
	for _, c := range commands {
		if out, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(c, " "), err, bytes.TrimSpace(out))
		}
	}
	return nil
}

// pause is false when the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
