// The kit's tests need widgets.
#include "tests/support/KitApplication.h"
