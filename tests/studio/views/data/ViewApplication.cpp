// The data view's tests need widgets.
#include "tests/support/KitApplication.h"
