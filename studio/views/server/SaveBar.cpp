#include "studio/views/server/SaveBar.h"

#include "studio/api/Text.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/ActionSheet.h"
#include "studio/views/server/ServerMetrics.h"
#include "studio/views/server/SettingRow.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Page and title, then the value before and after.
QWidget *changeLine(const QString &where,
                    const QString &title,
                    const QString &was,
                    const QString &now)
{
    auto *line = new QWidget;
    auto *column = new QVBoxLayout(line);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k1);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k3);
    head->addWidget(new Text(title, TextRole::BaseMedium));
    head->addWidget(new Text(where, TextRole::Small, Color::TextSubtle));
    head->addStretch();
    column->addLayout(head);
    const std::pair<QString, Color> values[]{{was, Color::TextMuted}, {now, Color::Text}};
    for (int i = 0; i < 2; ++i) {
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k3);
        row->addWidget(new Text(i == 0 ? u"\u2212"_s : u"+"_s,
                                TextRole::Mono,
                                i == 0 ? Color::Danger : Color::Success),
                       0,
                       Qt::AlignTop);
        auto *value = new Text(values[i].first, TextRole::Mono, values[i].second);
        value->setOverflow(Text::Overflow::Wrap);
        row->addWidget(value, 1);
        column->addLayout(row);
    }
    return line;
}

QString ruleWords(const Json &rules)
{
    QStringList lines;
    for (const Json &rule : rules.array()) {
        lines << SaveBar::tr("%1 %2: %3 in %4 s")
                     .arg(toQString(rule["label"].text()), toQString(rule["audience"].text()))
                     .arg(rule["maxRequests"].toInt())
                     .arg(rule["duration"].toInt())
                     .simplified();
    }
    return lines.isEmpty() ? SaveBar::tr("no rules") : lines.join(u'\n');
}

} // namespace

SaveBar::SaveBar(QWidget *parent)
    : QWidget(parent)
    , m_count(new Text({}, TextRole::BaseStrong))
    , m_note(new Text(tr("Nothing is sent until you save"), TextRole::Small, Color::TextMuted))
    , m_review(new Button(u"check"_s, tr("Review and save"), ButtonVariant::Primary))
{
    setObjectName(u"settings.save.bar"_s);
    setAccessibleName(tr("Changed settings"));
    setFixedHeight(Theme::current().scaled(server::kSaveBar) + space::k3);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::k4 + space::k4, 0, space::k4 + space::k4, space::k3);
    row->setSpacing(space::k4);
    row->addSpacing(space::k7); // the icon's; a margin would not mirror
    row->addWidget(m_count);
    m_note->setOverflow(Text::Overflow::Elide); // the buttons come first
    row->addWidget(m_note, 1);
    auto *discard = new Button(tr("Discard"), ButtonVariant::Ghost);
    discard->setObjectName(u"settings.discard"_s);
    m_review->setObjectName(u"settings.save"_s);
    row->addWidget(discard);
    row->addWidget(m_review);
    connect(discard, &QPushButton::clicked, this, &SaveBar::discardRequested);
    connect(m_review, &QPushButton::clicked, this, &SaveBar::reviewRequested);
}

void SaveBar::setCount(int changes, int refused)
{
    m_count->setText(tr("%Ln changed", "settings", changes));
    m_note->setText(refused > 0 ? tr("%Ln need attention", "settings", refused)
                                : tr("Nothing is sent until you save"));
    m_note->setColor(refused > 0 ? Color::Danger : Color::TextMuted);
    setVisible(changes > 0);
}

void SaveBar::setLocked(bool locked)
{
    m_review->setEnabled(!locked);
    m_review->setToolTip(locked ? tr("Unlock writes first") : QString());
}

void SaveBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), colorOf(Color::Surface));
    const QRectF card = QRectF(rect()).adjusted(space::k4, 0, -space::k4, -space::k3);
    drawRounded(&painter, card, radius::kLg, colorOf(Color::Surface), colorOf(Color::ModBar));
    drawIcon(&painter,
             u"pencil"_s,
             mirrored(layoutDirection(),
                      rect(),
                      {card.left() + space::k4,
                       card.center().y() - iconSize::kMd / 2,
                       iconSize::kMd,
                       iconSize::kMd}),
             colorOf(Color::Warning),
             layoutDirection());
}

ActionSheet *settingsReviewSheet(const SettingsDraft &server,
                                 const SettingsDraft &socle,
                                 const QString &warning,
                                 QWidget *window)
{
    const int count = static_cast<int>(server.editedPaths().size() + socle.editedPaths().size());
    auto *sheet = new ActionSheet(window,
                                  u"settings.review"_s,
                                  SaveBar::tr("Save %Ln settings", nullptr, count),
                                  SaveBar::tr("Save"));
    sheet->setSubtitle(SaveBar::tr("They hold at once, for everybody who uses this server."));
    sheet->setPanelWidth(server::kSheet);
    if (!warning.isEmpty()) {
        auto *banner = new Banner(Tone::Warning, warning);
        banner->setObjectName(u"settings.review.warning"_s);
        banner->setDismissible(false);
        sheet->body()->addWidget(banner);
    }
    bool isFirst = true;
    for (const SettingsDraft *draft : {&server, &socle}) {
        for (const QString &path : draft->editedPaths()) {
            if (!std::exchange(isFirst, false)) {
                sheet->body()->addWidget(new Divider);
            }
            const ServerSetting *setting = findServerSetting(path, draft == &socle);
            if (setting == nullptr) {
                sheet->body()->addWidget(changeLine(pageTitle(u"limits"_s),
                                                    SaveBar::tr("Rules"),
                                                    ruleWords(draft->stored(path)),
                                                    ruleWords(draft->value(path))));
                continue;
            }
            const bool isSecret = setting->kind == ServerSetting::Kind::Secret;
            const QString section = settingText(setting->section);
            const QString page = pageTitle(QString::fromLatin1(setting->page));
            sheet->body()->addWidget(
                changeLine(section.isEmpty() ? page : QString(page + u" · "_s + section),
                           settingText(setting->title),
                           isSecret ? SaveBar::tr("as it is")
                                    : SettingRow::words(*setting, draft->stored(path)),
                           isSecret ? SaveBar::tr("a new secret")
                                    : SettingRow::words(*setting, draft->value(path))));
        }
    }
    return sheet;
}

} // namespace socle::studio
