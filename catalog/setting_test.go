package catalog

import "testing"

// Settings as the server stores them, and what SET wants.
func TestSettingClause(t *testing.T) {
	for _, test := range []struct{ stored, want string }{
		{`work_mem=4MB`, `"work_mem" TO '4MB'`},
		{`DateStyle=ISO, DMY`, `"DateStyle" TO 'ISO, DMY'`},
		{`my.guc=a=b,"c"`, `"my.guc" TO 'a=b,"c"'`},
		{`application_name=`, `"application_name" TO ''`},
		{`search_path=a, "B b",c`, `"search_path" TO 'a', 'B b', 'c'`},
		{`search_path="$user", public`, `"search_path" TO '$user', 'public'`},
		{`search_path=""`, `"search_path" TO ''`},
		{`search_path=`, `"search_path" TO ''`},
		{`search_path="a""b", "c,d", 'e'`, `"search_path" TO 'a"b', 'c,d', '''e'''`},
		{`Search_Path=Upper`, `"Search_Path" TO 'Upper'`},
		{`temp_tablespaces=  x ,	"Y z"  `, `"temp_tablespaces" TO 'x', 'Y z'`},
		{`search_path=a,`, `"search_path" TO 'a', ''`},
		{`search_path="never closed`, `"search_path" TO 'never closed'`},
	} {
		if got := settingClause(test.stored); got != test.want {
			t.Errorf("%s gives %s, want %s", test.stored, got, test.want)
		}
	}
}
