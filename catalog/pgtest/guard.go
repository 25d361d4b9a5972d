//go:build linux

package pgtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A guard is a process between the test and a server. It is the test program
// itself, started again, and it lives for one purpose: whatever becomes of the
// test (it ends, panics, runs into its time limit, is killed with SIGKILL),
// the guard sees the end of its standard input, stops the server and removes
// the server's folder. Should the guard be killed, the kernel stops the
// server (PDEATHSIG), and the next test removes the folder (sweep).
//
// For a Debian folder the guard also has a mount namespace of its own, with
// /proc, /dev/shm and the server's folder mounted inside; the mounts go when
// the guard goes.

// guardVariable holds the order of a guard; the process that has it is one.
const guardVariable = "PROMARK_PGTEST_GUARD"

// guardOrder says what a guard runs.
type guardOrder struct {
	Once    bool   // run the program to its end, instead of serving commands
	Root    string // folder that becomes /, empty for none
	Dir     string // the folder of the server; removed at the end unless Once; "" for none
	Program string
	Args    []string
	Ready   string   // part of the line that says that it accepts connections (not Once)
	Env     []string // beside that of program
	Mounts  []string // folders that are seen inside of Root under their own paths
	Usage   string   // file for what the program took (Once), see Usage; empty for none
}

// The commands that a test sends to a guard, a line each. The guard answers a
// line: "ok", or what went wrong.
const (
	guardStart     = "start"
	guardFast      = "fast"      // clean shutdown that cuts connections (SIGINT)
	guardImmediate = "immediate" // no clean shutdown, the next start recovers (SIGQUIT)
	guardKill      = "kill"      // SIGKILL to the postmaster
)

const (
	startLimit = 60 * time.Second // crash recovery on a busy machine is slow
	stopLimit  = 30 * time.Second // then SIGKILL
)

func init() {
	text := os.Getenv(guardVariable)
	if text == "" {
		return
	}
	// PDEATHSIG belongs to the thread that started the server.
	runtime.LockOSThread()
	os.Exit(guardMain(text))
}

// guardCommand prepares this program to be started as a guard.
func guardCommand(order guardOrder) (*exec.Cmd, error) {
	text, err := json.Marshal(order)
	if err != nil {
		return nil, fmt.Errorf("write the guard's order: %w", err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = []string{guardVariable + "=" + string(text)}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if order.Root != "" {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWNS
	}
	return cmd, nil
}

func guardMain(text string) int {
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	var order guardOrder
	err := json.Unmarshal([]byte(text), &order)
	if err == nil && order.Root != "" {
		err = mountInside(order)
	}
	if err == nil && order.Once {
		return runOnce(order)
	}
	if err == nil {
		err = guardServe(order, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stdout, oneLine(err))
		return 1
	}
	return 0
}

// mountInside mounts what a program in a Debian folder needs. Nobody outside
// of the guard's mount namespace sees it.
func mountInside(order guardOrder) error {
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make mounts private: %w", err)
	}
	type mount struct {
		source, target, kind string
		flags                uintptr
	}
	mounts := []mount{{"proc", "/proc", "proc", 0}, {"tmpfs", "/dev/shm", "tmpfs", 0}}
	for _, name := range devices() {
		mounts = append(mounts, mount{name, name, "", syscall.MS_BIND})
	}
	if order.Dir != "" {
		mounts = append(mounts, mount{order.Dir, home, "", syscall.MS_BIND})
	}
	for _, dir := range order.Mounts {
		if err := os.MkdirAll(order.Root+dir, 0o755); err != nil {
			return fmt.Errorf("make a place for %s: %w", dir, err)
		}
		mounts = append(mounts, mount{dir, dir, "", syscall.MS_BIND})
	}
	for _, m := range mounts {
		if err := syscall.Mount(m.source, order.Root+m.target, m.kind, m.flags, ""); err != nil {
			return fmt.Errorf("mount %s in %s: %w", m.target, order.Root, err)
		}
	}
	return nil
}

// program prepares the order's program, to die when the guard dies.
func (order guardOrder) program() (*exec.Cmd, error) {
	in := install{root: order.Root}
	who, err := in.account()
	if err != nil {
		return nil, err
	}
	dir := in.inside(order.Dir)
	cmd := exec.Command(order.Program, order.Args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=" + locale, "TZ=UTC", "PGTZ=UTC", "HOME=" + dir}
	cmd.Env = append(cmd.Env, order.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Chroot: order.Root, Credential: who, Pdeathsig: syscall.SIGQUIT, Setpgid: true,
	}
	return cmd, nil
}

// runOnce runs the program to its end, or to the end of the test.
func runOnce(order guardOrder) int {
	cmd, err := order.program()
	if err == nil {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			os.Exit(1)
		}()
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		begin := time.Now()
		err = cmd.Run()
		if order.Usage != "" {
			err = errors.Join(err, writeUsage(order.Usage, time.Since(begin)))
		}
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return max(failed.ExitCode(), 1)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, oneLine(err))
		return 1
	}
	return 0
}

// guardServe obeys commands until their end, which is the end of the test.
func guardServe(order guardOrder, commands io.Reader, answers io.Writer) error {
	unlock, err := claim(order.Dir)
	if err != nil {
		return err
	}
	defer unlock()
	var s *postmaster
	in := bufio.NewScanner(commands)
	for in.Scan() {
		if s, err = s.obey(in.Text(), order); err != nil {
			fmt.Fprintln(answers, oneLine(err))
			continue
		}
		fmt.Fprintln(answers, "ok")
	}
	_, err = s.obey(guardImmediate, order)
	return errors.Join(err, os.RemoveAll(order.Dir))
}

// postmaster is a running server; nil stands for a stopped one.
type postmaster struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended and was waited for
}

// obey executes one command and gives the server that runs afterwards.
func (s *postmaster) obey(command string, order guardOrder) (*postmaster, error) {
	stops := map[string]syscall.Signal{
		guardFast: syscall.SIGINT, guardImmediate: syscall.SIGQUIT, guardKill: syscall.SIGKILL,
	}
	signal, stop := stops[command]
	switch {
	case command == guardStart && s == nil:
		return startPostmaster(order)
	case stop && s != nil:
		return nil, s.stop(signal)
	case stop:
		return nil, nil
	}
	return s, fmt.Errorf("the server cannot obey %q now", command)
}

func (s *postmaster) stop(signal syscall.Signal) error {
	if err := s.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the server: %w", err)
	}
	select {
	case <-s.done:
		return nil
	case <-time.After(stopLimit):
	}
	err := s.cmd.Process.Kill()
	<-s.done
	return errors.Join(fmt.Errorf("the server did not stop in %s and was killed", stopLimit), err)
}

// startPostmaster starts the server and waits for it to say that it accepts
// connections.
func startPostmaster(order guardOrder) (*postmaster, error) {
	cmd, err := order.program()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(order.Dir, logName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	output, input, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("pipe for the server's log: %w", err), log.Close())
	}
	cmd.Stdout, cmd.Stderr = input, input
	if err = cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start the server: %w", err), input.Close(), output.Close(), log.Close())
	}
	input.Close()
	s := &postmaster{cmd: cmd, done: make(chan struct{})}
	ready := make(chan struct{})
	go copyLog(log, output, order.Ready, ready)
	go func() {
		cmd.Wait()
		close(s.done)
	}()
	select {
	case <-ready:
		return s, nil
	case <-s.done:
		return nil, errors.New("the server ended while starting")
	case <-time.After(startLimit):
		return nil, errors.Join(fmt.Errorf("the server was not ready after %s", startLimit), s.stop(syscall.SIGQUIT))
	}
}

// copyLog writes the server's output to its log, and closes ready at the line
// that the server prints once it accepts connections.
func copyLog(log io.WriteCloser, output io.ReadCloser, sign string, ready chan struct{}) {
	defer log.Close()
	defer output.Close()
	in := bufio.NewReader(output)
	for waiting := true; ; {
		line, err := in.ReadString('\n')
		io.WriteString(log, line)
		if waiting && strings.Contains(line, sign) {
			close(ready)
			waiting = false
		}
		if err != nil {
			return
		}
	}
}

func oneLine(err error) string {
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}
