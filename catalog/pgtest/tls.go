//go:build linux

package pgtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// writeCertificate writes a new key and a certificate that signs itself, for
// 127.0.0.1 and localhost. The certificate is its own authority: clients give
// it as sslrootcert.
func writeCertificate(certFile, keyFile string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("make a certificate: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("write a key: %w", err)
	}
	return errors.Join(
		os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o644),
		os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600),
	)
}

// useTLS gives the server a certificate, and gives the settings that use it.
// Clients find the certificate outside of the data directory, which is closed
// to them.
func (s *Server) useTLS() ([]string, error) {
	s.Certificate = filepath.Join(s.dir, "server.crt")
	key := filepath.Join(s.DataDir, "server.key")
	if err := writeCertificate(s.Certificate, key); err != nil {
		return nil, err
	}
	if err := s.in.own(key); err != nil {
		return nil, err
	}
	return []string{"ssl=on", "ssl_key_file=server.key", "ssl_cert_file=" + s.in.inside(s.dir) + "/server.crt"}, nil
}
