package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"promark/catalog"
)

// connection holds the connection options, which mean what they mean in
// pg_dump: everything that libpq understands connects (URI and keyword
// strings, PG* variables, password and service files, sslmode).
type connection struct {
	dbname, host, port, user string
	noPassword, askPassword  bool
}

func (c *connection) addFlags(f *pflag.FlagSet) {
	f.StringVarP(&c.dbname, "dbname", "d", "", "database `name`, connection URI or keyword string")
	f.StringVarP(&c.host, "host", "h", "", "server's host name or socket directory")
	f.StringVarP(&c.port, "port", "p", "", "server's `port`")
	f.StringVarP(&c.user, "username", "U", "", "user `name` to connect as")
	f.BoolVarP(&c.noPassword, "no-password", "w", false, "never ask for a password")
	f.BoolVarP(&c.askPassword, "password", "W", false, "ask for the password before connecting")
}

// isConnString tells a URI or keyword string from a plain database name, by
// libpq's rule (recognized_connection_string in fe-connect.c).
func isConnString(s string) bool {
	return strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://") || strings.Contains(s, "=")
}

// config builds the configuration. In libpq a value in the connection string
// wins over an option, and an option wins over the environment.
func (c *connection) config() (*pgx.ConnConfig, error) {
	text := c.dbname
	switch {
	case !isConnString(text):
		text = c.keywords(text)
	case strings.HasPrefix(text, "postgres"):
		var err error
		if text, err = c.completeURI(text); err != nil {
			return nil, err
		}
	default:
		text = c.keywords("") + " " + text
	}
	config, err := pgx.ParseConfig(text)
	if err != nil {
		return nil, fmt.Errorf("connection options: %w", err)
	}
	if config.Database == "" {
		config.Database = config.User
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.StatementCacheCapacity, config.DescriptionCacheCapacity = 0, 0
	// A search_path in the startup packet would end up in the database
	// settings that CREATE EXTENSION promscale writes.
	delete(config.RuntimeParams, "search_path")
	return config, nil
}

// keywords gives the options as a keyword string.
func (c *connection) keywords(dbname string) string {
	var parts []string
	for _, p := range [][2]string{{"host", c.host}, {"port", c.port}, {"user", c.user}, {"dbname", dbname}} {
		if p[1] != "" {
			escaped := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(p[1])
			parts = append(parts, fmt.Sprintf("%s='%s'", p[0], escaped))
		}
	}
	return strings.Join(parts, " ")
}

// completeURI adds the options that the URI itself does not give.
func (c *connection) completeURI(text string) (string, error) {
	if c.host == "" && c.port == "" && c.user == "" {
		return text, nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", usagef("a connection URI with several hosts cannot be combined with -h, -p or -U")
	}
	q := u.Query()
	fill := func(key, value string, given bool) {
		if value != "" && !given && !q.Has(key) {
			q.Set(key, value)
		}
	}
	fill("host", c.host, u.Hostname() != "")
	fill("port", c.port, u.Port() != "")
	fill("user", c.user, u.User.Username() != "")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// open checks that the server can be reached and asks for a password where
// one is needed and may be asked for. The configuration it returns connects.
func (c *connection) open(ctx context.Context, out *output) (*pgx.ConnConfig, error) {
	config, err := c.config()
	if err != nil {
		return nil, err
	}
	if c.askPassword {
		if err := promptPassword(config, out); err != nil {
			return nil, err
		}
	}
	err = probe(ctx, config)
	if needsPassword(err) && config.Password == "" && !c.noPassword && out.inIsTerminal {
		if err := promptPassword(config, out); err != nil {
			return nil, err
		}
		err = probe(ctx, config)
	}
	if err != nil {
		return nil, explainConnect(config, err)
	}
	return config, nil
}

// probe connects once, and makes sure that connections are sessions.
func probe(ctx context.Context, config *pgx.ConnConfig) error {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	err = catalog.RefuseTransactionPooling(ctx, conn.PgConn(), func(ctx context.Context) (*pgconn.PgConn, error) {
		return pgconn.ConnectConfig(ctx, &config.Config)
	})
	return errors.Join(err, conn.Close(ctx))
}

func needsPassword(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && (pgErr.Code == "28P01" || pgErr.Code == "28000")
}

func promptPassword(config *pgx.ConnConfig, out *output) error {
	fmt.Fprintf(out.err, "Password for user %s: ", safe(config.User))
	password, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(out.err)
	if err != nil {
		return fmt.Errorf("read password from the terminal: %w", err)
	}
	config.Password = string(password)
	return nil
}

// explainConnect says where the connection went, what the server said and
// what to do. No password is in it.
func explainConnect(config *pgx.ConnConfig, err error) error {
	where := fmt.Sprintf("%s:%d", config.Host, config.Port)
	if strings.HasPrefix(config.Host, "/") {
		where = fmt.Sprintf("%s/.s.PGSQL.%d", config.Host, config.Port)
	}
	hint := ""
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		switch pgErr.Code {
		case "28P01", "28000":
			hint = "\ncheck the user and the password (-U, -W, PGPASSWORD or a password file)"
		case "3D000":
			hint = "\ncheck the name, or let \"promark restore --create\" make the database"
		case "53300":
			hint = "\nclose other connections or use fewer workers (-j)"
		}
		return fmt.Errorf("connect to %s as user %q, database %q: %s (SQLSTATE %s)%s",
			where, config.User, config.Database, pgErr.Message, pgErr.Code, hint)
	}
	return fmt.Errorf("connect to %s as user %q, database %q: %w", where, config.User, config.Database, rootCause(err))
}

// rootCause drops pgconn's summary, which repeats host, user and database,
// where there is one attempt; the causes of several attempts stand together.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if joined, ok := err.(interface{ Unwrap() []error }); ok && len(joined.Unwrap()) == 1 {
			inner = joined.Unwrap()[0]
		}
		if inner == nil {
			return err
		}
		err = inner
	}
}
