// What the server would refuse of a drafted collection, in its words, and where on the form that
// is.
#include "shared/fields/FieldCatalogue.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/IndexStatement.h"
#include "studio/domain/SchemaDraft.h"
#include "studio/domain/SchemaJson.h"

#include <QRandomGenerator>
#include <QRegularExpression>

namespace socle::studio {

namespace {

QString nameProblem(const QString &name)
{
    static const QRegularExpression shape(QStringLiteral("^\\w+$"));
    if (name.isEmpty()) {
        return QStringLiteral("Cannot be blank.");
    }
    if (name.contains(QStringLiteral("_via_"), Qt::CaseInsensitive)) {
        return QStringLiteral("The value cannot contain \"_via_\".");
    }
    return shape.match(name).hasMatch() ? QString() : QStringLiteral("Must be in a valid format.");
}

} // namespace

QMap<QString, QString> SchemaDraft::problems() const
{
    QMap<QString, QString> result;
    if (QString problem = nameProblem(name()); !problem.isEmpty()) {
        result.insert(QStringLiteral("name"), problem);
    } else {
        bool isTaken = false;
        for (const CollectionPtr &other : m_store.collections()) {
            isTaken = isTaken
                || (other->id != m_id && !m_store.isRemoved(other->id)
                    && other->name.compare(name(), Qt::CaseInsensitive) == 0);
        }
        for (const QString &id : m_store.draftIds()) {
            const auto draft = m_store.draft(id);
            isTaken = isTaken
                || (id != m_id && draft
                    && textOf(*draft, "name").compare(name(), Qt::CaseInsensitive) == 0);
        }
        if (isTaken) {
            result.insert(QStringLiteral("name"),
                          QStringLiteral("Collection name must be unique (case insensitive)."));
        }
    }
    if (type() == CollectionType::View) {
        if (m_json["viewQuery"].text().empty()) {
            result.insert(QStringLiteral("viewQuery"), QStringLiteral("Cannot be blank."));
        }
        return result;
    }
    const auto random
        = [](std::uint32_t bound) { return QRandomGenerator::global()->bounded(bound); };
    QSet<QString> names;
    for (const Json &json : m_json["fields"].array()) {
        const auto field = fields::readField(json);
        if (!field) {
            continue; // a type of a newer server: its own matter
        }
        const QString path = QStringLiteral("fields.") + toQString(field->id) + u'.';
        const QString lower = toQString(field->name).toLower();
        if (names.contains(lower)) {
            result.insert(
                path + QStringLiteral("name"),
                QStringLiteral("Duplicated or invalid field name %1.").arg(toQString(field->name)));
        }
        names.insert(lower);
        const auto messages = fieldMessages(
            fields::validateField(*field, {.patterns = patternMatcher(), .random = random}));
        for (auto it = messages.begin(); it != messages.end(); ++it) {
            if (!result.contains(path + it.key())) {
                result.insert(path + it.key(), it.value());
            }
        }
        if (field->isType(fields::kRelation) && field->text("collectionId").empty()) {
            result.insert(path + QStringLiteral("collectionId"),
                          QStringLiteral("Cannot be blank."));
        }
        if (type() == CollectionType::Auth
            && (lower == u"passwordconfirm" || lower == u"oldpassword")) {
            result.insert(path + QStringLiteral("name"),
                          QStringLiteral("The field name is reserved and cannot be used."));
        }
    }
    const QStringList list = indexes();
    QSet<QString> indexNames;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString path = QStringLiteral("indexes.%1").arg(i);
        const auto index = IndexStatement::parse(list.at(i));
        if (!index) {
            result.insert(path, QStringLiteral("Invalid CREATE INDEX expression."));
        } else if (indexNames.contains(index->name.toLower())) {
            result.insert(path, QStringLiteral("The index name already exists."));
        } else {
            indexNames.insert(index->name.toLower());
        }
    }
    return result;
}

QString SchemaDraft::pathByFieldId(const QString &path, const Json &sent)
{
    const QStringList parts = path.split(u'.');
    if (parts.size() < 2 || parts.first() != u"fields") {
        return path;
    }
    bool isNumber = false;
    const int index = parts.at(1).toInt(&isNumber);
    const JsonArray &list = sent["fields"].array();
    if (!isNumber || index < 0 || index >= static_cast<int>(list.size())) {
        return path;
    }
    QStringList named = parts;
    named[1] = textOf(list[static_cast<std::size_t>(index)], "id");
    return named.join(u'.');
}

} // namespace socle::studio
