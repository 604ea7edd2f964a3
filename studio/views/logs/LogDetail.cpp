#include "studio/views/logs/LogDetail.h"

#include "studio/api/Text.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/WrapLayout.h"
#include "studio/views/logs/LogCells.h"
#include "studio/views/logs/LogFilter.h"
#include "studio/views/logs/LogMetrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLocale>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString textOf(const LogEntry &entry, std::string_view key)
{
    return toQString(entry.data[key].text());
}

/// With places to break a line in: an address has none, and would push the panel's edge away.
QString breakable(const QString &text)
{
    QString broken;
    for (const QChar c : text) {
        broken += c;
        if (QStringView(u"/?&=,;").contains(c)) {
            broken += QChar(0x200B);
        }
    }
    return broken;
}

QString shellQuoted(QString text) { return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\''; }

/// Who asked and from where, by the keys of an entry's data.
bool isPrivateKey(const QString &key)
{
    static const QStringList keys{
        u"auth"_s, u"authId"_s, u"userIP"_s, u"remoteIP"_s, u"referer"_s, u"email"_s};
    return keys.contains(key);
}

/// What a screen may show of it now.
QString shown(const QString &text, bool isPrivate)
{
    return isPrivate && !text.isEmpty() && Privacy::current().isOn() ? Privacy::hiddenText() : text;
}

void addValue(QTreeWidgetItem *parent, const QString &name, const Json &value)
{
    auto *item = new QTreeWidgetItem(parent);
    item->setText(0, name);
    item->setFont(1, font(TextRole::MonoSmall));
    if (value.isObject()) {
        for (const auto &[key, member] : value.object()) {
            addValue(item, toQString(key), member);
        }
        return;
    }
    if (value.isArray()) {
        int index = 0;
        for (const Json &member : value.array()) {
            addValue(item, QString::number(index++), member);
        }
        return;
    }
    const QString text = shown(
        toQString(value.isString() ? std::string(value.text()) : value.dump()), isPrivateKey(name));
    item->setText(1, text);
    item->setToolTip(1, text);
}

} // namespace

LogDetail::LogDetail(const QUrl &server, QWidget *parent)
    : QScrollArea(parent)
    , m_server(server)
{
    setObjectName(u"logs.detail"_s);
    setAccessibleName(tr("Log entry"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::k5, space::k3, space::k5, space::k5);
    column->setSpacing(space::k4);

    auto *pills = new QHBoxLayout;
    pills->setSpacing(space::k3);
    pills->addWidget(m_level = new Pill);
    pills->addWidget(m_status = new Pill);
    pills->addStretch();
    column->addLayout(pills);
    m_title = new Text({}, TextRole::Mono);
    m_title->setOverflow(Text::Overflow::Wrap);
    m_title->setMinimumWidth(1);
    column->addWidget(m_title);

    m_error = new Card;
    m_error->setTone(Tone::Danger);
    m_errorText = new Text({}, TextRole::Base);
    m_errorText->setOverflow(Text::Overflow::Wrap);
    m_errorText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_error->body()->setContentsMargins(space::k4, space::k3, space::k4, space::k3);
    m_error->body()->addWidget(m_errorText);
    column->addWidget(m_error);

    m_facts = new QWidget;
    m_factGrid = new QGridLayout(m_facts);
    m_factGrid->setContentsMargins(0, 0, 0, 0);
    m_factGrid->setHorizontalSpacing(space::k4);
    m_factGrid->setVerticalSpacing(space::k3);
    m_factGrid->setColumnStretch(1, 1);
    column->addWidget(m_facts);

    column->addWidget(new Divider);
    auto *buttons = new WrapLayout; // long words would make the panel wider than its room
    buttons->setSpacing(space::k3);
    m_route = new Button(u"filter"_s, tr("Same route"), ButtonVariant::Secondary);
    m_user = new Button(u"user"_s, tr("Same user"), ButtonVariant::Secondary);
    m_around = new Button(u"clock"_s, tr("Around this"), ButtonVariant::Secondary);
    m_curl = new Button(u"terminal"_s, tr("Copy as curl"), ButtonVariant::Secondary);
    m_route->setObjectName(u"logs.detail.route"_s);
    m_user->setObjectName(u"logs.detail.user"_s);
    m_around->setObjectName(u"logs.detail.around"_s);
    m_around->setToolTip(tr("Everything within five minutes of this entry"));
    m_curl->setObjectName(u"logs.detail.curl"_s);
    for (Button *button : {m_route, m_user, m_around, m_curl}) {
        buttons->addWidget(button);
    }
    column->addLayout(buttons);

    column->addWidget(new SectionLabel(tr("Data")));
    m_data = new QTreeWidget;
    m_data->setObjectName(u"logs.detail.data"_s);
    m_data->setAccessibleName(tr("Data of the entry"));
    m_data->setColumnCount(2);
    m_data->setHeaderHidden(true);
    m_data->setRootIsDecorated(true);
    m_data->setUniformRowHeights(true);
    m_data->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_data->header()->setStretchLastSection(true);
    m_data->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    keepScaled(m_data, Extent::LeastHeight, logs::kDataTree);
    column->addWidget(m_data, 1);
    setWidget(page);
    viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);

    connect(m_route, &Button::clicked, this, &LogDetail::sameRouteRequested);
    connect(m_user, &Button::clicked, this, &LogDetail::sameUserRequested);
    connect(m_around, &Button::clicked, this, &LogDetail::aroundRequested);
    connect(&Privacy::current(), &Privacy::changed, this, [this] {
        fillFacts();
        fillData();
    });
    connect(
        &Theme::current(), &Theme::changed, this, &LogDetail::fillData); // its items have a font
    connect(m_curl, &Button::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(curl(m_entry, m_server));
        emit copied(tr("Copied as curl"));
    });
}

void LogDetail::show(const LogEntry &entry)
{
    m_entry = entry;
    const QString level = facetValue(entry, u"level"_s);
    m_level->setText(level.toLower());
    m_level->setTone(toneOfLevel(entry.level));
    m_status->setText(QString::number(entry.status()));
    m_status->setTone(toneOfStatus(entry.status()));
    m_status->setVisible(entry.status() > 0);
    m_title->setText(breakable(entry.message));
    m_title->setToolTip(entry.message);
    const QString error = textOf(entry, "error");
    m_errorText->setText(error);
    m_error->setVisible(!error.isEmpty());
    const bool isRequest = !routeOf(entry).isEmpty();
    m_route->setEnabled(isRequest);
    m_curl->setEnabled(isRequest);
    m_user->setEnabled(!textOf(entry, "auth").isEmpty());
    fillFacts();
    fillData();
}

void LogDetail::fillFacts()
{
    while (QLayoutItem *item = m_factGrid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this](const QString &name, const QString &value, const QString &help = {}) {
        if (value.isEmpty()) {
            return;
        }
        const int row = m_factGrid->rowCount();
        auto *label = new Text(name, TextRole::Small, Color::TextMuted);
        auto *text = new Text(value, TextRole::Small);
        text->setOverflow(Text::Overflow::Wrap);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setMinimumWidth(1);
        text->setToolTip(help);
        m_factGrid->addWidget(label, row, 0, Qt::AlignTop);
        m_factGrid->addWidget(text, row, 1);
    };
    const QDateTime local = shownTime(m_entry.created);
    add(tr("Time"),
        local.toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s),
        m_entry.created.toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s) + u" UTC"_s);
    if (m_entry.execTimeMs() >= 0) {
        add(tr("Duration"), durationText(m_entry.execTimeMs()));
    }
    const QString auth = textOf(m_entry, "auth");
    const QString authId = textOf(m_entry, "authId");
    const bool isRequest = !routeOf(m_entry).isEmpty();
    add(tr("User"),
        !isRequest             ? QString()
            : auth.isEmpty()   ? tr("guest")
            : authId.isEmpty() ? auth
                               : shown(QString(auth + u' ' + authId), true));
    add(tr("Address"), shown(textOf(m_entry, "userIP"), true));
    if (textOf(m_entry, "remoteIP") != textOf(m_entry, "userIP")) {
        add(tr("Through"), shown(textOf(m_entry, "remoteIP"), true));
    }
    add(tr("Client"), textOf(m_entry, "userAgent"));
    add(tr("Referrer"), shown(textOf(m_entry, "referer"), true));
}

void LogDetail::fillData()
{
    m_data->clear();
    if (m_entry.data.isObject()) {
        for (const auto &[key, value] : m_entry.data.object()) {
            addValue(m_data->invisibleRootItem(), toQString(key), value);
        }
    }
    m_data->expandAll();
}

QString LogDetail::curl(const LogEntry &entry, const QUrl &server)
{
    const QString path = textOf(entry, "url");
    const QString method = textOf(entry, "method");
    QString command = u"curl"_s;
    if (!method.isEmpty() && method != u"GET") {
        command += u" -X "_s + method;
    }
    QString base = server.toString();
    while (base.endsWith(u'/')) {
        base.chop(1);
    }
    command += u' ' + shellQuoted(base + path);
    if (!textOf(entry, "auth").isEmpty()) {
        command += u" -H \"Authorization: $TOKEN\""_s;
    }
    return command;
}

} // namespace socle::studio
