// The gallery: banners, progress, lists, empty and loading places, toasts.
#include "studio/kit/Banner.h"
#include "studio/kit/Card.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Progress.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/Toast.h"
#include "studio/kit/gallery/Pages.h"

#include <QTimer>

namespace socle::studio {

QWidget *GalleryPages::feedback()
{
    auto *page = new QWidget;
    auto *columns = new QHBoxLayout(page);
    columns->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    columns->setSpacing(space::k7);
    auto *left = new QVBoxLayout;
    left->setSpacing(space::k4);
    auto *refused = new Banner(
        Tone::Danger, tr("Refused"), tr("Mira neither wrote this review nor edits its author."));
    refused->addAction(tr("Details"));
    left->addWidget(refused);
    auto *warning = new Banner(Tone::Warning,
                               tr("You are working on production"),
                               tr("Writes are locked until you unlock them."));
    warning->setDismissible(true);
    left->addWidget(warning);
    left->addWidget(new Banner(Tone::Success, tr("All 12 tests pass")));
    left->addWidget(new Banner(Tone::Info, {}, tr("Counts are estimates while the import runs.")));
    auto *bar = new Card;
    bar->setBar(Tone::Success);
    bar->body()->addWidget(new Text(tr("New collection series"), TextRole::BaseMedium));
    bar->body()->setSpacing(0);
    bar->body()->addWidget(new Text(
        tr("2 fields, locked for everyone but superusers"), TextRole::Small, Color::TextMuted));
    left->addWidget(bar);
    auto *running = new ProgressRow(tr("Import books.csv"));
    running->setProgress(0.62, tr("31,000 of 50,000 rows, 12 s left"));
    left->addWidget(running);
    auto *unknown = new ProgressRow(tr("Back up"));
    unknown->setProgress(-1, tr("Copying files"));
    left->addWidget(unknown);
    auto *failed = new ProgressRow(tr("Export orders"));
    failed->setFinished(Tone::Danger, tr("The disk is full"));
    left->addWidget(failed);
    auto *list = new Card;
    list->body()->setContentsMargins(1, 1, 1, 1);
    list->body()->setSpacing(0);
    const auto project = [list](const QString &name,
                                const QString &where,
                                const QString &pill,
                                Tone tone,
                                const QString &tile,
                                Tone tileTone,
                                StatusDot *dot) {
        auto *row = new ListRow(name, where);
        row->setTile(tile, tileTone);
        row->setPill(pill, tone);
        row->addTrailing(dot);
        row->addTrailing(new IconButton(QStringLiteral("ellipsis"), tr("More")));
        row->setDivider(true);
        list->body()->addWidget(row);
        return row;
    };
    project(tr("Bookshop"),
            QStringLiteral("~/Socle/bookshop"),
            tr("local"),
            Tone::Success,
            QStringLiteral("hard-drive"),
            Tone::Accent,
            new StatusDot(Tone::Success, tr("Running")));
    project(tr("Atlas API"),
            QStringLiteral("https://api.atlas.example"),
            tr("production"),
            Tone::Danger,
            QStringLiteral("globe"),
            Tone::Danger,
            new StatusDot(Tone::Success, QStringLiteral("28 ms")));
    project(tr("Clinic"),
            QStringLiteral("https://pb.clinic.example"),
            tr("staging"),
            Tone::Warning,
            QStringLiteral("globe"),
            Tone::Warning,
            new StatusDot(Tone::Danger, tr("Unreachable")))
        ->setDivider(false);
    left->addWidget(list);
    auto *test = new ListRow(tr("Owner edits own text"));
    test->setBoxed(true);
    test->addTrailing(new Pill(tr("allowed"), Tone::Success));
    left->addWidget(test);
    left->addStretch(1);
    columns->addLayout(left, 3);
    auto *right = new QVBoxLayout;
    auto *empty = new EmptyState(
        QStringLiteral("filter"),
        tr("No record matches these 2 conditions"),
        tr("The collection has 1,048,576 records. The newest one was written a minute ago."));
    empty->addAction(tr("Clear filter"));
    empty->addAction(tr("Edit filter"));
    right->addWidget(empty, 1);
    auto *skeleton = new Skeleton(Skeleton::Shape::Rows);
    skeleton->setImmediate(true);
    right->addWidget(skeleton);
    columns->addLayout(right, 2);
    QTimer::singleShot(0, page, [page] {
        Toast::show(page, Tone::Success, tr("Committed 4 changes"), tr("Undo"), [] {});
        Toast::show(page, Tone::Danger, tr("Could not save 2 of 37 records"));
    });
    return page;
}

} // namespace socle::studio
