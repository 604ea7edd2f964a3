// An error where the content would be (studio.md 3.13, 3.14, Appendix B): title, the server's
// words, the next step, Retry, and the buttons that help. The one home of that page; views that
// keep their toolbar around it fill a place of their own with it.
#pragma once

#include "studio/shell/View.h"

#include <functional>

namespace socle::studio {

class EmptyState;

/// Fills `page`. Object names: `root`.error.retry, `root`.error.remedy.N, `root`.error.details.
///
/// The buttons act through `view`, which may be null: those that help are left out then. Details
/// open below the page when `text` has any and the page stands in a column of its own.
void fillErrorPage(EmptyState &page,
                   const QString &root,
                   const View::ErrorText &text,
                   std::function<void()> retry,
                   View *view);

} // namespace socle::studio
