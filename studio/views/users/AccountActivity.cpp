// See the header.
#include "studio/views/users/AccountActivity.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Text.h"
#include "studio/shell/Shell.h"
#include "studio/views/users/AccountCells.h"
#include "studio/views/users/AccountParts.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

AccountActivity::AccountActivity(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_lines(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    auto *head = new SectionHead(tr("Activity"), tr("The last requests the log knows of."));
    auto *logs = new Button(u"logs"_s, tr("Open in Logs"), ButtonVariant::Secondary);
    logs->setObjectName(u"users.page.openLogs"_s);
    head->trailing()->addWidget(logs, 0, Qt::AlignTop);
    column->addWidget(head);
    auto *card = new Card;
    card->setObjectName(u"users.page.activity"_s);
    card->body()->setContentsMargins(0, space::k2, 0, space::k2);
    card->body()->setSpacing(0);
    m_lines->setSpacing(0);
    card->body()->addLayout(m_lines);
    column->addWidget(card);
    connect(logs, &QPushButton::clicked, this, [this] {
        m_shell.open(ViewTarget{.view = u"logs"_s,
                                .collection = {},
                                .record = {},
                                .arguments = {{u"text"_s, filterOf(m_id)},
                                              {u"withoutSuperusers"_s, false},
                                              {u"range"_s, u"7d"_s}}});
    });
}

QString AccountActivity::filterOf(const QString &recordId)
{
    return u"data.authId = "_s + filterLiteral(recordId);
}

void AccountActivity::show(const QString &recordId)
{
    m_id = recordId;
    const quint64 mine = ++m_generation;
    onResult(
        LogsEndpoint(m_context.client()).list({.perPage = kLines, .filter = filterOf(recordId)}),
        this,
        [this, mine](const Result<LogPage> &page) {
            if (mine != m_generation) {
                return;
            }
            if (!page) {
                say(tr("The log could not be read."));
                return;
            }
            fill(page->items);
        });
}

void AccountActivity::fill(const std::vector<LogEntry> &entries)
{
    if (entries.empty()) {
        say(tr("Nothing the log knows of."));
        const quint64 mine = m_generation;
        onResult(
            SettingsEndpoint(m_context.client()).get(),
            this,
            [this, mine](const Result<Json> &settings) {
                if (mine == m_generation && settings
                    && !(*settings)["logs"]["logAuthId"].toBool()) {
                    say(tr(
                        "The log does not keep who asked. Server settings › Logs › Keep who asked "
                        "changes that."));
                }
            });
        return;
    }
    clearLayout(m_lines);
    bool isFirst = true;
    for (const LogEntry &entry : entries) {
        auto *line = new SettingLine(isolatedLtr(entry.message),
                                     accountTime(entry.created, tr("at an unknown time")));
        line->setTitleElided();
        line->setDivided(!std::exchange(isFirst, false));
        const int status = entry.status();
        if (status > 0) {
            line->addControl(new Pill(QString::number(status),
                                      status >= 500       ? Tone::Danger
                                          : status >= 400 ? Tone::Warning
                                                          : Tone::Success));
        }
        m_lines->addWidget(line);
    }
}

void AccountActivity::say(const QString &text)
{
    clearLayout(m_lines);
    m_lines->addWidget(quietWords(text));
}

} // namespace socle::studio
