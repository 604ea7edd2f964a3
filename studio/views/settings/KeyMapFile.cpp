#include "studio/views/settings/KeyMapFile.h"

#include <QAction>
#include <QCoreApplication>
#include <QHash>
#include <QJsonDocument>
#include <QKeySequence>
#include <QLocale>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct KeyMapWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyMapFile)
};

const QString kFormat = u"socle-studio-keys"_s;
constexpr int kVersion = 1;

QString portable(const QList<QKeySequence> &keys)
{
    return QKeySequence::listToString(keys, QKeySequence::PortableText);
}

Error refused(const QString &why)
{
    return {.kind = ErrorKind::InvalidInput, .message = why.toStdString()};
}

} // namespace

QByteArray keyMapFile(const QList<QAction *> &actions)
{
    QJsonObject keys;
    for (const QAction *action : actions) {
        keys.insert(action->objectName(), portable(action->shortcuts()));
    }
    return QJsonDocument(
               QJsonObject{{u"format"_s, kFormat}, {u"version"_s, kVersion}, {u"keys"_s, keys}})
        .toJson();
}

Result<KeyMapImport> readKeyMapFile(const QByteArray &bytes, const QList<QAction *> &actions)
{
    const QJsonObject file = QJsonDocument::fromJson(bytes).object();
    if (file[u"format"_s].toString() != kFormat || !file[u"keys"_s].isObject()) {
        return refused(KeyMapWords::tr("This is not a keyboard map of the studio."));
    }
    if (file[u"version"_s].toInt() > kVersion) {
        return refused(KeyMapWords::tr("This keyboard map was written by a newer studio."));
    }
    const QJsonObject keys = file[u"keys"_s].toObject();
    KeyMapImport read;
    QHash<QString, const QAction *> taken; // key -> who has it
    for (const QAction *action : actions) {
        const QString id = action->objectName();
        const QString usual = action->property("ownKeys").toString();
        QList<QKeySequence> own = QKeySequence::listFromString(
            keys.contains(id) ? keys[id].toString() : usual, QKeySequence::PortableText);
        own.removeIf([&](const QKeySequence &key) {
            const QString text = key.toString(QKeySequence::PortableText);
            const QAction *other = taken.value(text);
            if (text.isEmpty() || other == nullptr) {
                taken.insert(text, action);
                return text.isEmpty();
            }
            read.conflicts << KeyMapWords::tr("%1: %2").arg(
                key.toString(QKeySequence::NativeText),
                QLocale().createSeparatedList({other->text(), action->text()}));
            return true;
        });
        if (portable(own) != usual) {
            read.changed.insert(id, portable(own));
        }
    }
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        const bool isKnown = std::ranges::any_of(
            actions, [&](const QAction *one) { return one->objectName() == key.key(); });
        if (!isKnown && key->isString()) {
            read.changed.insert(key.key(), *key);
        }
    }
    return read;
}

} // namespace socle::studio
