// Where the command palette looks: the view in front, collections, actions, connections, settings,
// records, quick values, help.
//
// Source: studio.md 3.8.
#include "studio/api/Capabilities.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SavedViews.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Icon.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/CommandPalette.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/QuickValues.h"
#include "studio/shell/RecordFinder.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Asked of a model, not looked for: ends with a question mark, or is a sentence.
bool isQuestion(const QString &text)
{
    return text.trimmed().endsWith(u'?') || text.simplified().count(u' ') >= 3;
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
                            // Its view may be closed while the palette stands.
                            .run = [action = QPointer<QAction>(action)](bool) {
                                if (action != nullptr) {
                                    action->trigger();
                                }
                            }};
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
    const auto inNamesOrAll
        = [](QChar prefix, const QString &) { return prefix.isNull() || prefix == u'@'; };
    m_palette->addSteadySource(inNamesOrAll, [this] {
        std::vector<PaletteEntry> entries;
        Workbench *shown = activeWorkbench();
        if (shown == nullptr) {
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
                               .run =
                                   [shown, name](bool inNewTab) {
                                       shown->openCollection(
                                           name, inNewTab ? OpenMode::Lasting : OpenMode::Preview);
                                   },
                               .inspect =
                                   [shown, name] {
                                       shown->openCollection(name, OpenMode::Preview);
                                       shown->setInspectorVisible(true);
                                   }});
        }
        return entries;
    });
    // Fields once something is typed: "price", "books.price".
    const auto inFields = [](QChar prefix, const QString &text) {
        return text.size() >= 2
            && (prefix == u'@' || (prefix.isNull() && text.contains(u'.')));
    };
    m_palette->addSteadySource(inFields, [this] {
        std::vector<PaletteEntry> entries;
        Workbench *shown = activeWorkbench();
        if (shown == nullptr) {
            return entries;
        }
        for (const CollectionPtr &collection : shown->session().context().schema().collections()) {
            if (collection->isSystem) {
                continue;
            }
            for (const fields::Field &field : collection->fields) {
                const QString name = QString::fromStdString(field.name);
                entries.push_back({.id = u"field/"_s + collection->name + u'.' + name,
                                   .section = tr("Fields"),
                                   .title = collection->name + u'.' + name,
                                   .detail = QString::fromStdString(field.type),
                                   .icon = fieldIconName(QString::fromStdString(field.type)),
                                   .keys = {},
                                   .run = [shown, of = collection->name](bool inNewTab) {
                                       shown->openCollection(
                                           of, inNewTab ? OpenMode::Lasting : OpenMode::Preview);
                                   }});
            }
        }
        return entries;
    });
    // "/": what was saved. Queries and snippets join when their view is there.
    const auto inSaved = [](QChar prefix, const QString &text) {
        return prefix == u'/' || (prefix.isNull() && !text.isEmpty());
    };
    m_palette->addSteadySource(inSaved, [this] {
        std::vector<PaletteEntry> entries;
        Workbench *shown = activeWorkbench();
        if (shown == nullptr) {
            return entries;
        }
        for (const CollectionPtr &collection : shown->session().context().schema().collections()) {
            const SavedViews views(
                m_connections.workspace(), shown->connectionId(), collection->id);
            for (const SavedView &view : views.all()) {
                entries.push_back(
                    {.id = u"savedView/"_s + view.id,
                     .section = tr("Saved views"),
                     .title = view.name,
                     .detail = collection->name,
                     .icon = u"bookmark"_s,
                     .keys = {},
                     .run = [shown, of = collection->name, id = view.id](bool inNewTab) {
                         shown->openSavedView(
                             of, id, inNewTab ? OpenMode::Lasting : OpenMode::Preview);
                     }});
            }
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
    const auto inAll = [](QChar prefix, const QString &) { return prefix.isNull(); };
    m_palette->addSteadySource(inAll, [this] {
        std::vector<PaletteEntry> entries;
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
    const auto inSettings = [](QChar prefix, const QString &text) {
        return prefix == u':' || (prefix.isNull() && !text.isEmpty());
    };
    m_palette->addSteadySource(inSettings, [this] {
        std::vector<PaletteEntry> entries;
        for (const SettingEntry &setting : m_settingEntries) {
            entries.push_back({.id = u"setting/"_s + setting.id,
                               .section = tr("Settings"),
                               .title = setting.title,
                               .detail = setting.page,
                               .icon = u"settings"_s,
                               .keys = {},
                               .run = [this, id = setting.id](bool) { showSetting(id); }});
        }
        Workbench *shown = activeWorkbench();
        if (shown == nullptr || !shown->session().context().isSuperuser()) {
            return entries; // a server's settings are its superusers'
        }
        for (const SettingEntry &setting : m_serverSettings) {
            entries.push_back({.id = u"serverSetting/"_s + setting.id,
                               .section = tr("Server settings"),
                               .title = setting.title,
                               .detail = setting.page,
                               .icon = u"server"_s,
                               .keys = {},
                               .run = [shown, path = setting.id](bool) {
                                   shown->open(
                                       ViewTarget{u"server"_s, {}, {}, {{u"setting"_s, path}}},
                                       OpenMode::Lasting);
                               }});
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
                             .run =
                                 [shown, record](bool inNewTab) {
                                     if (shown != nullptr) {
                                         shown->open(RecordRef{record.collection, record.id},
                                                     inNewTab ? OpenMode::Lasting
                                                              : OpenMode::Preview);
                                     }
                                 },
                             .inspect =
                                 [shown, record] {
                                     if (shown != nullptr) {
                                         shown->open(RecordRef{record.collection, record.id});
                                         shown->setInspectorVisible(true);
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
        for (const QuickValue &quick : quickValues(text, QDateTime::currentDateTimeUtc())) {
            entries.push_back({.id = u"value/"_s + quick.id,
                               .section = tr("Quick values"),
                               .title = quick.title,
                               .detail = quick.value,
                               .icon = u"copy"_s,
                               .keys = {},
                               .run = [this, value = quick.value](bool) {
                                   QGuiApplication::clipboard()->setText(value);
                                   status(tr("Copied %1").arg(value));
                               }});
        }
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
    // The last row: a question nobody here can answer by its name.
    m_palette->addSource([this](QChar prefix, const QString &text) {
        std::vector<PaletteEntry> entries;
        Workbench *shown = activeWorkbench();
        if (shown == nullptr || !prefix.isNull() || !isQuestion(text)
            || !shown->session().context().capabilities().has(Capability::AiChat)) {
            return entries;
        }
        entries.push_back({.id = u"ask"_s,
                           .section = tr("AI"),
                           .title = tr("Ask AI: %1").arg(text),
                           .detail = {},
                           .icon = u"sparkles"_s,
                           .keys = {},
                           .run = [shown, text](bool) {
                               shown->open(ViewTarget{u"ai"_s, {}, {}, {{u"question"_s, text}}},
                                           OpenMode::Lasting);
                           }});
        return entries;
    });
}

} // namespace socle::studio
