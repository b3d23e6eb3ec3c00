package main

import "net"

// dnsStub stands in for the CoreDNS image: it answers every query on UDP port 53 with its id and question and no
// records.
func dnsStub() {
	socket, err := net.ListenUDP("udp", &net.UDPAddr{Port: 53})
	must(err)
	message := make([]byte, 4096)
	for {
		n, from, err := socket.ReadFromUDP(message)
		must(err)
		if n < 12 {
			continue
		}
		// one question: labels, then type and class; what follows (EDNS) is cut
		end := 12
		for end < n && message[end] != 0 {
			end += int(message[end]) + 1
		}
		if end += 5; end > n {
			continue
		}
		message[2] |= 0x80                                  // an answer
		message[3] = 0x80                                   // recursion available, no error
		copy(message[4:12], []byte{0, 1, 0, 0, 0, 0, 0, 0}) // one question, no records
		_, _ = socket.WriteToUDP(message[:end], from)
	}
}
