// The shell's tests need widgets.
#include "tests/support/KitApplication.h"
