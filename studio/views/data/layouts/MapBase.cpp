#include "studio/views/data/layouts/MapBase.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TileStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Popover.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct MapBaseWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::MapBase)
};

constexpr int kWide = space::k10 * 6;

} // namespace

Popover *openMapBase(ConnectionContext &context, QWidget *anchor)
{
    TileStore &tiles = context.tiles();
    auto *popover = new Popover(anchor);
    popover->setObjectName(u"data.map.basePopover"_s);
    popover->setAccessibleName(MapBaseWords::tr("Base map"));
    popover->setDeleteOnClose(true);
    popover->setPadding(space::k6);
    popover->body()->setSpacing(space::k5);
    popover->body()->addWidget(new Text(MapBaseWords::tr("Base map"), TextRole::BaseStrong));
    auto *about = new Text(
        tiles.server().isSet()
            ? MapBaseWords::tr("Maps of this connection show tiles of the server below.")
            : MapBaseWords::tr("Maps show the built-in outline of the land; nothing is fetched."),
        TextRole::Small,
        Color::TextMuted);
    about->setOverflow(Text::Overflow::Wrap);
    popover->body()->addWidget(about);

    auto *address = new TextField(u"https://tiles.example.com/{z}/{x}/{y}.png"_s);
    address->setObjectName(u"data.map.baseAddress"_s);
    address->setText(tiles.server().address);
    address->setLayoutDirection(Qt::LeftToRight);
    auto *attribution = new TextField(MapBaseWords::tr("Whose map it is"));
    attribution->setObjectName(u"data.map.baseAttribution"_s);
    attribution->setText(tiles.server().attribution);
    auto *addressRow = new FieldRow(MapBaseWords::tr("Tile server"), address);
    addressRow->setHelp(MapBaseWords::tr(
        "It is asked for the parts of the map you look at, and sees your address. It gets no "
        "record and no token."));
    auto *attributionRow = new FieldRow(MapBaseWords::tr("Attribution"), attribution);
    attributionRow->setHelp(MapBaseWords::tr("Stands in the corner of the map."));
    popover->body()->addWidget(addressRow);
    popover->body()->addWidget(attributionRow);

    auto *row = new QHBoxLayout;
    row->setSpacing(space::k3);
    auto *none = new Button(MapBaseWords::tr("Use the outline"), ButtonVariant::Ghost);
    none->setObjectName(u"data.map.baseNone"_s);
    none->setEnabled(tiles.server().isSet());
    auto *use = new Button(MapBaseWords::tr("Use this server"), ButtonVariant::Primary);
    use->setObjectName(u"data.map.baseUse"_s);
    row->addWidget(none);
    row->addStretch();
    row->addWidget(use);
    popover->body()->addLayout(row);

    const auto apply = [popover, &context, address, attribution, addressRow] {
        const QString text = address->text().trimmed();
        const QString problem = TileStore::problemOf(text);
        addressRow->setError(problem);
        if (problem.isEmpty()) {
            popover->close();
            context.setTileServer({text, attribution->text().trimmed()});
        } else {
            address->setFocus(Qt::OtherFocusReason);
        }
    };
    QObject::connect(use, &Button::clicked, popover, apply);
    QObject::connect(address, &QLineEdit::returnPressed, popover, apply);
    QObject::connect(attribution, &QLineEdit::returnPressed, popover, apply);
    QObject::connect(none, &Button::clicked, popover, [popover, &context] {
        popover->close();
        context.setTileServer({});
    });
    keepScaled(popover, Extent::Width, kWide);
    popover->showFor(anchor);
    address->setFocus(Qt::PopupFocusReason);
    return popover;
}

} // namespace socle::studio
