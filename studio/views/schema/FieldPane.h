// The options of the chosen field beside the list: the form of its type from studio/fields, and
// "unique".
//
// System fields are shown locked. Source: studio.md 4.4.1.
#pragma once

#include "studio/domain/SchemaDraft.h"
#include "studio/fields/EditorContext.h"

#include <QWidget>

class QCheckBox;
class QScrollArea;
class QVBoxLayout;

namespace socle::studio {

class OptionsForm;
class Text;

class FieldPane : public QWidget
{
    Q_OBJECT

public:
    FieldPane(SchemaDraft &draft, const EditorContext &context, QWidget *parent = nullptr);

    void setField(const QString &fieldId);

    const QString &fieldId() const { return m_fieldId; }

    /// Paths "fields.<id>.<member>" of the server; those of this field go to its rows.
    void setServerProblems(const QMap<QString, QString> &problems);
    /// Focus into the row of a member ("name").
    void focusMember(const QString &member);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void build(const DraftField &field);
    void showServerProblems();

    SchemaDraft &m_draft;
    const EditorContext m_context;
    QVBoxLayout *const m_column;
    QString m_fieldId;
    QString m_type;
    QMap<QString, QString> m_problems;
    OptionsForm *m_form = nullptr;
    QCheckBox *m_unique = nullptr;
    bool m_isRemoved = false;
    bool m_isWriting = false;
};

} // namespace socle::studio
