//go:build linux

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// keyring has the keys of all Debian releases, also of those that are newer
// than the machine's.
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

// Lines of sources.list, for keyring, mirror and suite.
const (
	binaryPackages = "deb [signed-by=%s] %s %s main\n"
	sourcePackages = "deb-src [signed-by=%s] %s %s main\n"
)

// debianMirror gives the mirror that apt is configured to use on this machine.
func debianMirror() (string, error) {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", fmt.Errorf("find this system's release: %w", err)
	}
	_, rest, _ := strings.Cut(string(release), "\nVERSION_CODENAME=")
	codename, _, _ := strings.Cut(rest, "\n")
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI)",
		"Created-By: Packages", "Release: "+strings.Trim(codename, `"`)).Output()
	if err != nil {
		return "", fmt.Errorf("ask apt for its mirror: %w", err)
	}
	mirrors := strings.Fields(string(out))
	if len(mirrors) == 0 {
		return "", fmt.Errorf("apt has no mirror of Debian %s in its sources", codename)
	}
	return mirrors[0], nil
}

// aptConfig makes apt forget the machine: nothing is installed, one source.
// Proxies and certificates stay as the machine has them.
const aptConfig = `
Dir::State "%[1]s/state";
Dir::State::status "%[1]s/status";
Dir::Cache "%[1]s/cache";
Dir::Etc::sourcelist "%[1]s/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
APT::Update::Post-Invoke-Success "";
Acquire::Languages "none";
Acquire::Retries "3";
`

// apt is an apt-get that knows nothing of the machine but its mirror.
type apt struct{ work string }

// newApt makes one in the folder work, which is made, and has it read the lists of its sources.
func newApt(work, sources string) (apt, error) {
	a := apt{work}
	for _, dir := range []string{"state/lists/partial", "cache/archives/partial"} {
		if err := os.MkdirAll(filepath.Join(work, dir), 0o755); err != nil {
			return a, err
		}
	}
	files := map[string]string{
		"status":       "",
		"sources.list": sources,
		"apt.conf":     fmt.Sprintf(aptConfig, work),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o644); err != nil {
			return a, err
		}
	}
	return a, a.run("update")
}

// run runs apt-get; what it downloads for itself ("source", "download") comes into the folder work.
func (a apt) run(args ...string) error { return a.command("apt-get", args...) }

// fetch downloads a file of the mirror as apt does, and checks its SHA-256.
func (a apt) fetch(uri, to, sum string) error {
	return a.command("/usr/lib/apt/apt-helper", "download-file", uri, to, "SHA256:"+sum)
}

func (a apt) command(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = a.work
	cmd.Env = append(os.Environ(), "APT_CONFIG="+filepath.Join(a.work, "apt.conf"), "LC_ALL=C")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", filepath.Base(name), args[0], err, out[max(0, len(out)-2000):])
	}
	return nil
}
