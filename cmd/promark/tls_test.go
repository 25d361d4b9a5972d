//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// authority is a certificate that signs others.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  any
}

// serversAuthority is the certificate of a server, which is its own authority.
func serversAuthority(t *testing.T, s *pgtest.Server) *authority {
	t.Helper()
	read := func(path string) []byte {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(text)
		return block.Bytes
	}
	cert, err := x509.ParseCertificate(read(s.Certificate))
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(read(filepath.Join(s.DataDir, "server.key")))
	if err != nil {
		t.Fatal(err)
	}
	return &authority{t, cert, key}
}

// issue writes a certificate for a name, and its key; nil: one that signs itself.
func issue(t *testing.T, by *authority, name string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	if by == nil {
		by = &authority{t, template, key}
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, by.cert, &key.PublicKey, by.key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for file, block := range map[string]pem.Block{"cert": {Type: "CERTIFICATE", Bytes: cert}, "key": {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(&block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "cert"), filepath.Join(dir, "key")
}

// Goal: verify-full takes a server that proves to be the one, and no other; client certificates and SCRAM with
// channel binding work; and no password gets anywhere. Method: a server that takes TLS only, with passwords
// from one role and certificates from another, at two addresses of which its certificate has one; and a
// man in the middle, whom the binding of the password to the channel keeps out although nobody
// looks at his certificate.
func TestEncryptedConnections(t *testing.T) {
	const password = "pass-word-47"
	server := pgtest.Start(t, 17, pgtest.WithTLS(), pgtest.WithPassword(password), pgtest.Set("listen_addresses", "127.0.0.1,127.0.0.2"))
	db := server.DB("postgres")
	db.Exec(t, "CREATE TABLE t AS SELECT 1 AS i", "CREATE ROLE certified LOGIN SUPERUSER", "CREATE ROLE plain LOGIN",
		"ALTER SYSTEM SET ssl_ca_file = "+pgtest.Literal(db.Text(t, "SHOW ssl_cert_file")))
	rules := "local all all trust\nhostssl all certified 127.0.0.0/8 cert\nhostssl all all 127.0.0.0/8 scram-sha-256\nhost all plain 127.0.0.0/8 scram-sha-256\n"
	if err := os.WriteFile(filepath.Join(server.DataDir, "pg_hba.conf"), []byte(rules), 0o644); err != nil {
		t.Fatal(err)
	}
	server.Restart(t)
	cert, key := issue(t, serversAuthority(t, server), "certified")
	other, otherKey := issue(t, nil, "certified")
	middle := manInTheMiddle(t, fmt.Sprintf("127.0.0.1:%d", server.Port))
	for _, v := range []string{"PGPASSFILE", "PGSERVICE", "PGPASSWORD", "PGSSLMODE", "PGSSLROOTCERT"} {
		t.Setenv(v, "")
		os.Unsetenv(v)
	}
	const scram = "user=postgres password=" + password + " "
	for _, c := range []struct {
		name, conn, want string // want "": it connects
		port             int
	}{
		{"verify-full", scram + "host=127.0.0.1 sslmode=verify-full sslrootcert=" + server.Certificate, "", server.Port},
		{"verify-full, and the channel bound", scram + "host=127.0.0.1 sslmode=verify-full channel_binding=require sslrootcert=" + server.Certificate, "", server.Port},
		{"verify-full of another authority", scram + "host=127.0.0.1 sslmode=verify-full sslrootcert=" + other, "certificate", server.Port},
		{"verify-full at an address that the certificate has not", scram + "host=127.0.0.2 sslmode=verify-full sslrootcert=" + server.Certificate, "certificate", server.Port},
		{"verify-ca at that address", scram + "host=127.0.0.2 sslmode=verify-ca sslrootcert=" + server.Certificate, "", server.Port},
		{"no encryption", scram + "host=127.0.0.1 sslmode=disable", "no encryption", server.Port},
		{"channel bound without encryption", "user=plain password=x host=127.0.0.1 sslmode=disable channel_binding=require", "channel binding", server.Port},
		{"a client certificate", "user=certified host=127.0.0.1 sslmode=verify-full sslrootcert=" + server.Certificate + " sslcert=" + cert + " sslkey=" + key, "", server.Port},
		{"none", "user=certified host=127.0.0.1 sslmode=verify-full sslrootcert=" + server.Certificate, "client certificate", server.Port},
		{"one of another authority", "user=certified host=127.0.0.1 sslmode=verify-full sslrootcert=" + server.Certificate + " sslcert=" + other + " sslkey=" + otherKey, "client certificate", server.Port},
		{"a certificate of another role", scram + "host=127.0.0.1 sslmode=require sslcert=" + cert + " sslkey=" + key, "", server.Port},
		{"a man in the middle", scram + "host=127.0.0.1 sslmode=require", "channel binding", middle},
		{"a man in the middle whom nothing keeps out", scram + "host=127.0.0.1 sslmode=require channel_binding=disable", "", middle},
		{"a man in the middle, and his certificate is looked at", scram + "host=127.0.0.1 sslmode=verify-full sslrootcert=" + server.Certificate, "certificate", middle},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "db.promark")
			var messages bytes.Buffer
			out := &output{out: io.Discard, err: &messages, in: strings.NewReader("")}
			conn := fmt.Sprintf("%s port=%d dbname=%s", c.conn, c.port, db.Name)
			status := run(context.Background(), []string{"dump", "-q", "-w", "-j", "2", "-d", conn, "-f", file}, out)
			if c.want == "" && status != statusWhole || c.want != "" && (status != statusFailed || !strings.Contains(messages.String(), c.want)) {
				t.Errorf("status %d, want %q: %s", status, c.want, messages.String())
			}
			data, err := os.ReadFile(file)
			if (err == nil) != (c.want == "") || bytes.Contains(data, []byte(password)) || strings.Contains(messages.String(), password) {
				t.Errorf("archive: %v; or the password is in it, or in %s", err, messages.String())
			}
			if info, err := os.Stat(file); err == nil && info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v", info.Mode())
			}
		})
	}
	if strings.Contains(server.Log(t), password) {
		t.Error("the password is in the server's log")
	}
}

// manInTheMiddle takes TLS connections with a certificate of his own, and passes on what is in them.
func manInTheMiddle(t *testing.T, server string) (port int) {
	t.Helper()
	certFile, keyFile := issue(t, nil, "127.0.0.1")
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go between(client, server, cert)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// between passes messages on in both directions until either side ends.
func between(client net.Conn, server string, cert tls.Certificate) {
	defer client.Close()
	behind, err := net.Dial("tcp4", server)
	if err != nil {
		return
	}
	defer behind.Close()
	request := make([]byte, 8) // SSLRequest, and its answer
	if _, err := io.ReadFull(client, request); err != nil {
		return
	}
	if _, err := behind.Write(request); err != nil {
		return
	}
	if _, err := io.ReadFull(behind, request[:1]); err != nil {
		return
	}
	if _, err := client.Write(request[:1]); err != nil {
		return
	}
	in := tls.Server(client, &tls.Config{Certificates: []tls.Certificate{cert}})
	out := tls.Client(behind, &tls.Config{InsecureSkipVerify: true})
	go func() { _, _ = io.Copy(out, in); behind.Close() }()
	_, _ = io.Copy(in, out)
}
