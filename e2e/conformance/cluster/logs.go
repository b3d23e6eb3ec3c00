package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

type line struct {
	at   time.Time
	text string
}

// logs of a Pod, by container; the mirror tests read them through the API server.
type logs struct {
	mu    sync.Mutex
	lines map[string][]line
}

const keptLines = 50_000

func (l *logs) add(container, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lines == nil {
		l.lines = map[string][]line{}
	}
	all := append(l.lines[container], line{time.Now(), text})
	if len(all) > keptLines {
		all = all[keptLines/2:]
	}
	l.lines[container] = all
}

// serveLogs answers GET /containerLogs/{namespace}/{pod}/{container}?sinceTime=…, as a kubelet does.
func (a *agent) serveLogs() error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		s := a.pods[a.byName[strings.Join([]string{r.PathValue("namespace"), r.PathValue("pod")}, "/")]]
		a.mu.Unlock()
		if s == nil {
			http.NotFound(w, r)
			return
		}
		since, _ := time.Parse(time.RFC3339, r.URL.Query().Get("sinceTime"))
		s.logs.mu.Lock()
		defer s.logs.mu.Unlock()
		for _, l := range s.logs.lines[r.PathValue("container")] {
			if !l.at.Before(since) {
				fmt.Fprintln(w, l.text)
			}
		}
	})
	server := &http.Server{Addr: fmt.Sprintf("%s:%d", nodeIP, kubeletPort), Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{selfSigned()}}}
	return server.ListenAndServeTLS("", "")
}

// selfSigned is enough: the API server does not verify a kubelet unless told to.
func selfSigned() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0), IPAddresses: []net.IP{net.ParseIP(nodeIP)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
