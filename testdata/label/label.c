/* Two providers of security labels for tests. They accept every label but "refused", on every object. */
#include "postgres.h"

#include "commands/seclabel.h"
#include "fmgr.h"

PG_MODULE_MAGIC;

void _PG_init(void);

static void
accept_label(const ObjectAddress *object, const char *label)
{
	if (label != NULL && strcmp(label, "refused") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("the label is refused")));
}

void
_PG_init(void)
{
	register_label_provider("promark", accept_label);
	register_label_provider("Odd \"provider\"", accept_label);
}
