// A value in the whole window (Ctrl+E): long text with Markdown, JSON or code colours, rich text
// with its toolbar (studio.md 4.3.4).
//
// The sheet edits a copy; nothing changes before "Done". UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "studio/fields/EditorContext.h"
#include "studio/kit/Sheet.h"

namespace socle::studio {

class ExpandSheet : public Sheet
{
    Q_OBJECT

public:
    /// `text` is the value as its editor writes it; `field` decides between code and rich text.
    ExpandSheet(QWidget *window,
                const fields::Field &field,
                const EditorContext &context,
                const QString &text);

    /// Field types that have a long form: text, editor, json.
    static bool isFor(const fields::Field &field);

signals:
    void done(const QString &text);

private:
    void addCode(const fields::Field &field, const QString &text);
    void addRich(const fields::Field &field, const EditorContext &context, const QString &text);
};

} // namespace socle::studio
