// The two words a view is made from: where it may look (ViewDescriptor, one per view, listed in
// app/ViewCatalogue) and the Shell it talks to. Include this one from a view's factory.
#pragma once

#include "studio/shell/Shell.h"
#include "studio/shell/View.h"

#include <QKeySequence>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace socle::studio {

enum class Capability;

struct ViewDescriptor
{
    enum class Place { Rail, RailBottom, Hidden };

    QString id; // "data"
    const char *title = nullptr; // QT_TRANSLATE_NOOP("ViewCatalogue", "Data")
    QString icon; // kit icon name
    QString key; // "Alt+2"
    Place place = Place::Rail;
    std::optional<Capability> needs; // missing: the rail item is disabled and says why
    std::function<View *(ConnectionContext &, Shell &, const ViewTarget &)> make;
    bool hasTree = false; // the collections stand beside it (Ctrl+B turns that round)
    bool explains = false; // opens without its capability too, and says what would turn it on
    bool isRepeatable = false; // may be open several times on the same matter
    bool isForSuperusers = false; // other accounts find it disabled, with the reason

    QString translatedTitle() const;
};

using ViewCatalogue = std::vector<ViewDescriptor>;

const ViewDescriptor *findView(const ViewCatalogue &catalogue, const QString &id);

} // namespace socle::studio
