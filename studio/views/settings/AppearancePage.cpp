#include "studio/views/settings/AppearancePage.h"

#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Appearance.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kSwatch = 24;

/// One accent as a round swatch; the chosen one has a ring.
class Swatch : public QAbstractButton
{
public:
    Swatch(const QString &key, Accent accent, const QString &name)
        : m_accent(accent)
    {
        setObjectName(u"settings.appearance.accent."_s + key);
        setAccessibleName(name);
        setToolTip(name);
        setCheckable(true);
        setAutoExclusive(true);
        setFocusPolicy(Qt::TabFocus);
        const int side = Theme::current().scaled(kSwatch) + 2 * space::k2;
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const auto &accents
            = Theme::current().isDark() ? tokens::kDarkAccents : tokens::kLightAccents;
        const QColor color = QColor::fromRgb(accents[static_cast<std::size_t>(m_accent)][0]);
        const QRectF inner = QRectF(rect()).adjusted(space::k2, space::k2, -space::k2, -space::k2);
        drawRounded(&painter, inner, inner.height() / 2, color);
        if (isChecked()) {
            drawFocusRing(&painter, inner, inner.height() / 2);
        } else if (hasFocus()) {
            drawRounded(&painter,
                        QRectF(rect()).adjusted(1, 1, -1, -1),
                        height() / 2.0,
                        {},
                        colorOf(Color::BorderStrong));
        }
    }

private:
    Accent m_accent;
};

QString accentName(const QString &key)
{
    static const QHash<QString, const char *> names{
        {u"amber"_s, QT_TRANSLATE_NOOP("AppearancePage", "Amber")},
        {u"azure"_s, QT_TRANSLATE_NOOP("AppearancePage", "Azure")},
        {u"green"_s, QT_TRANSLATE_NOOP("AppearancePage", "Green")},
        {u"rose"_s, QT_TRANSLATE_NOOP("AppearancePage", "Rose")},
        {u"rust"_s, QT_TRANSLATE_NOOP("AppearancePage", "Rust")},
        {u"teal"_s, QT_TRANSLATE_NOOP("AppearancePage", "Teal")},
        {u"ultramarine"_s, QT_TRANSLATE_NOOP("AppearancePage", "Ultramarine")},
        {u"violet"_s, QT_TRANSLATE_NOOP("AppearancePage", "Violet")},
    };
    return QCoreApplication::translate("AppearancePage", names.value(key, ""));
}

} // namespace

AppearancePage::AppearancePage(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
{
    setObjectName(u"settings.page.appearance"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k5);

    const auto choice = [&](const QString &key,
                            const QString &label,
                            const QString &fallback,
                            const QList<QPair<QString, QString>> &options) {
        auto *segments = new Segmented;
        segments->setObjectName(u"settings.appearance."_s + key);
        segments->setAccessibleName(label);
        segments->setEqualWidths(key != u"theme"_s); // its words differ too much
        // Long words, large text: it gives way.
        segments->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        for (const auto &[value, text] : options) {
            segments->addSegment(value, text);
        }
        const QString preference = u"appearance."_s + key;
        segments->setCurrentKey(m_workspace.preference(preference, fallback).toString());
        connect(
            segments, &Segmented::currentChanged, this, [this, preference](const QString &value) {
                m_workspace.setPreference(preference, value);
            });
        connect(&m_workspace,
                &Workspace::preferenceChanged,
                segments,
                [segments, preference](const QString &changed, const QJsonValue &value) {
                    if (changed == preference) {
                        segments->setCurrentKey(value.toString());
                    }
                });
        auto *row = new FieldRow(label, segments);
        column->addWidget(row);
        return row;
    };
    choice(u"theme"_s,
           tr("Theme"),
           u"system"_s,
           {{u"system"_s, tr("System")},
            {u"light"_s, tr("Light")},
            {u"dark"_s, tr("Dark")},
            {u"hc-light"_s, tr("High contrast light")},
            {u"hc-dark"_s, tr("High contrast dark")}});
    choice(u"density"_s,
           tr("Density"),
           u"comfortable"_s,
           {{u"compact"_s, tr("Compact")},
            {u"comfortable"_s, tr("Comfortable")},
            {u"spacious"_s, tr("Spacious")}});

    auto *swatches = new QWidget;
    swatches->setObjectName(u"settings.appearance.accent"_s);
    auto *row = new QHBoxLayout(swatches);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k2);
    const QStringList accents = Appearance::accentKeys();
    const QString current
        = m_workspace.preference(u"appearance.accent"_s, u"ultramarine"_s).toString();
    for (qsizetype i = 0; i < accents.size(); ++i) {
        const QString key = accents[i];
        auto *swatch = new Swatch(key, static_cast<Accent>(i), accentName(key));
        swatch->setChecked(key == current);
        connect(swatch, &QAbstractButton::clicked, this, [this, key] {
            m_workspace.setPreference(u"appearance.accent"_s, key);
        });
        row->addWidget(swatch);
    }
    auto *server = new Button(tr("The server’s"), ButtonVariant::Ghost);
    server->setObjectName(u"settings.appearance.accent.server"_s);
    server->setToolTip(tr("The accent colour of the server’s settings, made readable"));
    server->setCheckable(true);
    server->setAutoExclusive(true);
    server->setChecked(current == u"server"_s);
    connect(server, &QAbstractButton::clicked, this, [this] {
        m_workspace.setPreference(u"appearance.accent"_s, u"server"_s);
    });
    row->addWidget(server);
    row->addStretch();
    column->addWidget(new FieldRow(tr("Accent"), swatches));

    auto *scale = new Segmented;
    scale->setObjectName(u"settings.appearance.scale"_s);
    scale->setAccessibleName(tr("Size of text and controls"));
    for (const int percent : {80, 90, 100, 110, 125, 140, 160}) {
        scale->addSegment(QString::number(percent), tr("%1%").arg(QLocale().toString(percent)));
    }
    const auto showScale = [this, scale] {
        scale->setCurrentKey(QString::number(
            qRound(m_workspace.preference(u"appearance.scale"_s, 1.0).toDouble() * 100)));
    };
    showScale();
    connect(scale, &Segmented::currentChanged, this, [this](const QString &percent) {
        m_workspace.setPreference(u"appearance.scale"_s, percent.toInt() / 100.0);
    });
    connect(&m_workspace, &Workspace::preferenceChanged, scale, showScale);
    column->addWidget(new FieldRow(tr("Size of text and controls"), scale));

    auto *motion = new Switch(tr("Animate changes"));
    motion->setObjectName(u"settings.appearance.motion"_s);
    motion->setCheckable(true);
    motion->setChecked(m_workspace.preference(u"appearance.motion"_s, true).toBool());
    connect(motion, &Switch::toggled, this, [this](bool on) {
        m_workspace.setPreference(u"appearance.motion"_s, on);
    });
    column->addWidget(motion);
}

} // namespace socle::studio
