// Where the command palette looks: the view in front, collections, actions, connections, settings,
// records, quick values, help.
//
// Source: studio.md 3.8.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/CommandPalette.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/RecordFinder.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCryptographicHash>
#include <QDateTime>
#include <QRegularExpression>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

using AddValue = std::function<void(const QString &, const QString &, const QString &)>;

/// What can be made of the typed text: its hash, or a day so many days from now ("+14 d", "-2 w").
void addTypedValues(const QString &text, const AddValue &add)
{
    const QString plain = text.trimmed();
    if (plain.isEmpty()) {
        return;
    }
    static const QRegularExpression span(u"^([+-]\\s*\\d{1,6})\\s*([smhdwy])?"_s);
    if (const auto match = span.match(plain); match.hasMatch()) {
        const qint64 count = match.captured(1).remove(u' ').toLongLong();
        const QString unit = match.captured(2);
        QDateTime when = QDateTime::currentDateTimeUtc();
        when = unit == u"s" ? when.addSecs(count)
            : unit == u"m"  ? when.addSecs(count * 60)
            : unit == u"h"  ? when.addSecs(count * 3600)
            : unit == u"w"  ? when.addDays(count * 7)
            : unit == u"y"  ? when.addYears(static_cast<int>(count))
                            : when.addDays(count);
        add(u"date"_s,
            MainWindow::tr("From now, UTC"),
            when.toString(u"yyyy-MM-dd HH:mm:ss.zzz'Z'"_s));
    }
    add(u"sha256"_s,
        MainWindow::tr("SHA-256 of \u201c%1\u201d").arg(plain),
        QString::fromLatin1(
            QCryptographicHash::hash(plain.toUtf8(), QCryptographicHash::Sha256).toHex()));
}

} // namespace

void MainWindow::makePaletteSources()
{
    const auto entryOf = [](QAction *action, const QString &section) {
        return PaletteEntry{.id = action->objectName(),
                            .section = section,
                            .title = action->text(),
                            .detail = {},
                            .icon = action->data().toString().isEmpty() ? u"command"_s
                                                                        : action->data().toString(),
                            .keys = action->shortcut().toString(QKeySequence::NativeText),
                            .isDestructive = action->property("destructive").toBool(),
                            .isEnabled = action->isEnabled(),
                            .run = [action](bool) { action->trigger(); }};
    };
    // What can be done in the current view comes first.
    m_palette->addSource([this, entryOf](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        Workbench *bench = activeWorkbench();
        View *view = bench == nullptr ? m_home : bench->currentView();
        if (view != nullptr && (prefix.isNull() || prefix == u'>')) {
            for (QAction *action : view->viewActions()) {
                entries.push_back(entryOf(action, view->title()));
            }
        }
        return entries;
    });
    m_palette->addSource([this](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        Workbench *shown = activeWorkbench();
        if (shown == nullptr || (!prefix.isNull() && prefix != u'@')) {
            return entries;
        }
        for (const CollectionPtr &collection : shown->session().context().schema().collections()) {
            const QString name = collection->name;
            entries.push_back({.id = u"collection/"_s + name,
                               .section = tr("Collections"),
                               .title = name,
                               .detail = {},
                               .icon = collection->isView() ? u"view"_s
                                   : collection->isAuth()   ? u"users"_s
                                                            : u"table"_s,
                               .keys = {},
                               .run = [shown, name](bool inNewTab) {
                                   shown->openCollection(
                                       name, inNewTab ? OpenMode::Lasting : OpenMode::Preview);
                               }});
        }
        return entries;
    });
    m_palette->addSource([this, entryOf](QChar prefix, const QString &text) {
        std::vector<PaletteEntry> entries;
        if (!prefix.isNull() && prefix != u'>') {
            return entries;
        }
        for (QAction *action : m_actions->all()) {
            // Numbered tabs are for the keyboard; with nothing typed the list stays short.
            const bool isNumber = action->objectName().startsWith(u"act.tab."_s);
            if (!isNumber && (!text.isEmpty() || prefix == u'>' || !action->shortcut().isEmpty())) {
                entries.push_back(entryOf(action, tr("Actions")));
            }
        }
        return entries;
    });
    m_palette->addSource([this](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        if (!prefix.isNull()) {
            return entries;
        }
        for (const ConnectionProfile &profile : m_connections.workspace().connections()) {
            entries.push_back({.id = u"connection/"_s + profile.id,
                               .section = tr("Connections"),
                               .title = profile.name,
                               .detail = environmentText(profile.environment),
                               .icon = profile.isLocal() ? u"hard-drive"_s : u"globe"_s,
                               .keys = {},
                               .run = [this, id = profile.id](bool) { m_connections.open(id); }});
        }
        return entries;
    });
    // Settings down to the single field: pages say theirs (Shell::settingFields).
    m_palette->addSource([this](QChar prefix, const QString &text) {
        std::vector<PaletteEntry> entries;
        if (prefix != u':' && (!prefix.isNull() || text.isEmpty())) {
            return entries;
        }
        for (const SettingEntry &setting : m_settingEntries) {
            entries.push_back({.id = u"setting/"_s + setting.id,
                               .section = tr("Settings"),
                               .title = setting.title,
                               .detail = setting.page,
                               .icon = u"settings"_s,
                               .keys = {},
                               .run = [this, id = setting.id](bool) { showSetting(id); }});
        }
        return entries;
    });
    m_palette->setFinder(
        [this](QChar, const QString &text, std::function<void(std::vector<PaletteEntry>)> tell) {
            Workbench *shown = activeWorkbench();
            if (shown == nullptr || text.size() < 2) {
                return;
            }
            shown->records().search(
                text,
                shown->currentCollection(),
                [shown = QPointer<Workbench>(shown),
                 tell = std::move(tell)](const QList<FoundRecord> &records) {
                    std::vector<PaletteEntry> entries;
                    for (const FoundRecord &record : records) {
                        entries.push_back(
                            {.id = u"record/"_s + record.collection + u'/' + record.id,
                             .section = tr("Records in %1").arg(record.collection),
                             .title = record.label,
                             .detail = record.id,
                             .icon = u"table"_s,
                             .keys = {},
                             .run = [shown, record](bool inNewTab) {
                                 if (shown != nullptr) {
                                     shown->open(RecordRef{record.collection, record.id},
                                                 inNewTab ? OpenMode::Lasting : OpenMode::Preview);
                                 }
                             }});
                    }
                    tell(std::move(entries));
                });
        });
    m_palette->addSource([this](QChar prefix, const QString &text) {
        std::vector<PaletteEntry> entries;
        if (prefix != u'=') {
            return entries;
        }
        const auto add = [&](const QString &id, const QString &title, const QString &value) {
            entries.push_back({.id = u"value/"_s + id,
                               .section = tr("Quick values"),
                               .title = title,
                               .detail = value,
                               .icon = u"copy"_s,
                               .keys = {},
                               .run = [this, value](bool) {
                                   QGuiApplication::clipboard()->setText(value);
                                   status(tr("Copied %1").arg(value));
                               }});
        };
        add(u"id"_s, tr("New record id"), makeRecordId());
        add(u"now"_s,
            tr("Now, UTC"),
            QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm:ss.zzz'Z'"_s));
        add(u"uuid"_s, tr("UUID"), QUuid::createUuid().toString(QUuid::WithoutBraces));
        addTypedValues(text, add);
        return entries;
    });
    m_palette->addSource([this](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        if (prefix != u'?') {
            return entries;
        }
        const auto add = [&](const QString &id,
                             const QString &title,
                             const QString &detail,
                             std::function<void()> run) {
            entries.push_back({.id = u"help/"_s + id,
                               .section = tr("Help"),
                               .title = title,
                               .detail = detail,
                               .icon = u"info"_s,
                               .keys = {},
                               .run = [run = std::move(run)](bool) { run(); }});
        };
        add(u"view"_s, tr("Keys and help for this view"), u"F1"_s, [this] { showHelp(); });
        add(u"keys"_s, tr("All keys"), tr("Settings"), [this] {
            showSetting(u"settings.keys.search"_s);
        });
        // The filter language, a line each: Enter copies the example.
        const std::initializer_list<std::pair<QString, QString>> syntax{
            {tr("Filter: equals, differs"), u"status = \"published\" && price != 0"_s},
            {tr("Filter: contains"), u"title ~ \"left\""_s},
            {tr("Filter: any of several"), u"tags ?= \"classic\""_s},
            {tr("Filter: through a relation"), u"author.name = \"S. Lem\""_s},
            {tr("Filter: by time"), u"created > @now"_s},
            {tr("Filter: one or the other"), u"(price < 10 || in_stock = true)"_s}};
        for (const auto &[title, example] : syntax) {
            add(example, title, example, [this, example = example] {
                QGuiApplication::clipboard()->setText(example);
                status(tr("Copied %1").arg(example));
            });
        }
        return entries;
    });
}

} // namespace socle::studio
