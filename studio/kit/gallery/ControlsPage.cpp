// The gallery: buttons, choices, chips, tabs, cards.
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Chip.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Small.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/kit/gallery/Pages.h"

#include <QCheckBox>
#include <QRadioButton>

namespace socle::studio {

QWidget *GalleryPages::controls()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    column->setSpacing(space::k4);
    column->addWidget(new SectionLabel(tr("Buttons")));
    auto *busy = new Button(QStringLiteral("check"), tr("Commit"), ButtonVariant::Primary);
    busy->setBusy(true);
    column->addLayout(
        line({new Button(QStringLiteral("plus"), tr("New record"), ButtonVariant::Primary),
              new Button(tr("Review diff")),
              new Button(tr("Discard"), ButtonVariant::Ghost),
              new Button(QStringLiteral("trash"), tr("Delete 3 records"), ButtonVariant::Danger),
              new SplitButton(QStringLiteral("play"), tr("Run"), ButtonVariant::Primary),
              busy,
              disabled(new Button(tr("Disabled"), ButtonVariant::Primary)),
              disabled(new Button(tr("Disabled"))),
              disabled(new Button(tr("Disabled"), ButtonVariant::Ghost))}));
    auto *small = new Button(tr("Small"));
    small->setControlSize(ControlSize::Small);
    auto *large = new Button(tr("Large"), ButtonVariant::Primary);
    large->setControlSize(ControlSize::Large);
    auto *hint
        = new Button(QStringLiteral("check"), tr("Commit 4 changes"), ButtonVariant::Primary);
    hint->setShortcutHint(QStringLiteral("Ctrl S"));
    auto *toggled = new IconButton(QStringLiteral("table"), tr("Table"));
    toggled->setCheckable(true);
    toggled->setChecked(true);
    auto *dotted = new IconButton(QStringLiteral("bell"), tr("Notifications"));
    dotted->setDot(true);
    auto *outlined = new IconButton(QStringLiteral("settings"), tr("Settings"));
    outlined->setOutlined(true);
    column->addLayout(line({small,
                            large,
                            hint,
                            new IconButton(QStringLiteral("columns"), tr("Columns")),
                            new IconButton(QStringLiteral("sort"), tr("Sort")),
                            toggled,
                            dotted,
                            outlined,
                            disabled(new IconButton(QStringLiteral("trash"), tr("Delete")))}));
    column->addSpacing(space::k3);
    column->addWidget(new SectionLabel(tr("Choice")));
    auto *layouts = new Segmented;
    for (const auto *name : {"table", "kanban", "calendar-days", "image", "map", "chart"}) {
        layouts->addSegment(QLatin1String(name), {}, QLatin1String(name), QLatin1String(name));
    }
    auto *rules = new Segmented;
    rules->addSegment(QStringLiteral("locked"), tr("Locked"));
    rules->addSegment(QStringLiteral("everyone"), tr("Everyone"));
    rules->addSegment(QStringLiteral("rule"), tr("Rule"));
    rules->setCurrentKey(QStringLiteral("rule"));
    auto *partial = new QCheckBox(tr("Partly"));
    partial->setTristate(true);
    partial->setCheckState(Qt::PartiallyChecked);
    column->addLayout(line({layouts,
                            rules,
                            checked(new Switch(tr("Live"))),
                            new Switch(tr("Paused")),
                            disabled(checked(new Switch(tr("Disabled"))))}));
    column->addLayout(line({new QCheckBox(tr("Back up first")),
                            checked(new QCheckBox(tr("Apply as one change"))),
                            partial,
                            disabled(checked(new QCheckBox(tr("Disabled")))),
                            checked(new QRadioButton(tr("Local time"))),
                            new QRadioButton(tr("UTC")),
                            disabled(new QRadioButton(tr("Disabled")))}));
    column->addSpacing(space::k3);
    column->addWidget(new SectionLabel(tr("Chips, pills, small parts")));
    auto *muted = new Chip({tr("stars"), QStringLiteral(">"), QStringLiteral("3")});
    muted->setMuted(true);
    auto *tag = new Chip(tr("U. K. Le Guin"));
    tag->setTone(Tone::Neutral);
    tag->setDot(Theme::current().hashColor(QStringLiteral("U. K. Le Guin")));
    column->addLayout(
        line({new Chip({tr("status"), tr("is"), tr("published")}),
              new Chip({tr("price"), QStringLiteral("\u2265"), QStringLiteral("12.00")}),
              muted,
              tag,
              new Pill(tr("local"), Tone::Success),
              new Pill(tr("staging"), Tone::Warning),
              new Pill(tr("production"), Tone::Danger),
              new Pill(tr("archived")),
              new Pill(tr("Import 62%"), Tone::Accent),
              new Pill(tr("exact"), Tone::Info)}));
    column->addLayout(line({new Kbd(QStringLiteral("Ctrl K")),
                            new StatusDot(Tone::Success, tr("Running")),
                            new StatusDot(Tone::Neutral, tr("Stopped")),
                            new StatusDot(Tone::Warning, tr("Sign in again")),
                            new StatusDot(Tone::Danger, tr("Unreachable")),
                            new Avatar(tr("Mira"), space::k7),
                            new Avatar(tr("Omar"), space::k7),
                            new IconTile(QStringLiteral("hard-drive"), Tone::Accent),
                            new IconTile(QStringLiteral("globe"), Tone::Danger),
                            new IconTile(QStringLiteral("globe"), Tone::Warning),
                            new Spinner}));
    column->addSpacing(space::k3);
    column->addWidget(new SectionLabel(tr("Tabs")));
    auto *documents = new Tabs(Tabs::Look::Document);
    documents->addTab(QStringLiteral("books"), tr("books"), QStringLiteral("table"));
    documents->addTab(QStringLiteral("reviews"), tr("reviews"), QStringLiteral("table"));
    documents->addTab(QStringLiteral("map"), tr("Schema map"), QStringLiteral("schema"));
    documents->addTab(QStringLiteral("sql"), tr("Monthly revenue.sql"), QStringLiteral("terminal"));
    documents->setDirty(0, true);
    documents->setPreview(1, true);
    auto *strip = new QWidget;
    strip->setAutoFillBackground(true);
    QPalette sunken = strip->palette();
    sunken.setColor(QPalette::Window, colorOf(Color::Sunken));
    strip->setPalette(sunken);
    auto *stripRow = new QHBoxLayout(strip);
    setMirroredMargins(stripRow, space::k3, 0, 0, 0);
    stripRow->addWidget(documents);
    stripRow->addWidget(new IconButton(QStringLiteral("plus"), tr("New tab")));
    stripRow->addStretch(1);
    column->addWidget(strip);
    auto *inspector = new Tabs;
    inspector->addTab(QStringLiteral("record"), tr("Record"));
    inspector->addTab(QStringLiteral("related"), tr("Related"));
    inspector->addTab(QStringLiteral("history"), tr("History"));
    inspector->addTab(QStringLiteral("json"), QStringLiteral("JSON"));
    inspector->setCount(1, 3);
    column->addWidget(inspector);
    column->addSpacing(space::k3);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(space::k5);
    auto *primary = new ActionCard(QStringLiteral("plus"),
                                   tr("New local project"),
                                   tr("Pick a name. Socle starts its own server, creates the first "
                                      "admin and opens the schema."),
                                   QStringLiteral("Ctrl N"));
    primary->setPrimary(true);
    cards->addWidget(primary);
    cards->addWidget(new ActionCard(QStringLiteral("folder-open"),
                                    tr("Open existing data"),
                                    tr("Choose a pb_data folder, a backup zip or a .db file. It is "
                                       "copied, never changed in place."),
                                    QStringLiteral("Ctrl O")));
    cards->addWidget(new ActionCard(
        QStringLiteral("globe"),
        tr("Connect to a server"),
        tr("Any Socle or PocketBase address. Sign in once; the token lives in your keychain."),
        QStringLiteral("Ctrl Shift N")));
    column->addLayout(cards);
    column->addStretch(1);
    return page;
}

} // namespace socle::studio
