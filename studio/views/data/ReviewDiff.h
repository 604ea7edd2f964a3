// Before and after of one staged record, field by field: words, JSON branches, pictures of files,
// labels of relations (studio.md 4.3.9). Side by side or in one column.
#pragma once

#include "shared/fields/Field.h"
#include "shared/json/Json.h"
#include "studio/domain/RecordKey.h"
#include "studio/kit/Theme.h"

#include <QTextBrowser>

namespace socle::studio {

class CollectionSchema;
class ConnectionContext;
struct StagedField;
struct StagedRecord;
enum class ChangeKind;

class ReviewDiff : public QTextBrowser
{
    Q_OBJECT

public:
    explicit ReviewDiff(ConnectionContext &context, QWidget *parent = nullptr);

    /// An empty key shows nothing.
    void setRecord(const RecordKey &key);
    void setUnified(bool isUnified);
    /// Reads the stage again.
    void refresh();

private:
    QString headOf(const StagedRecord &record, const CollectionSchema &collection) const;
    QString rowOf(const StagedRecord &record, const fields::Field &field);
    QString cell(const QString &html, const QString &attributes = {}) const;
    QString line(QStringList cells) const;
    QStringList cellsOf(const StagedRecord &record,
                        const fields::Field &field,
                        const Json &before,
                        const Json &after);
    /// Pictures and names of a file field.
    QString filesHtml(const Json &value, const fields::Field &field);

    ConnectionContext &m_context;
    RecordKey m_key;
    bool m_isUnified = false;
};

QString kindWord(ChangeKind kind);
Color kindColor(ChangeKind kind);

} // namespace socle::studio
