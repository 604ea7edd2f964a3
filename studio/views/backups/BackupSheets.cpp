#include "studio/views/backups/BackupSheets.h"

#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/BackupDesk.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/CronWords.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/Select.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/ActionSheet.h"
#include "studio/views/backups/BackupsMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QCoreApplication>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct BackupSheetWords
{
    Q_DECLARE_TR_FUNCTIONS(BackupSheets)
};

constexpr std::array kPresets{u"", u"0 */6 * * *", u"0 3 * * *", u"0 3 * * 0", u"0 3 1 * *"};

/// The phases of a restore, the current one with a spinner, past ones ticked.
class Phases : public QWidget
{
public:
    explicit Phases(BackupDesk &desk)
        : m_desk(desk)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k3);
        const QString texts[]{BackupSheetWords::tr("Back up what is there now"),
                              BackupSheetWords::tr("Unpack and check the backup"),
                              BackupSheetWords::tr("Swap the data and start again"),
                              BackupSheetWords::tr("Answer requests")};
        for (const QString &text : texts) {
            auto *row = new QHBoxLayout;
            row->setSpacing(space::k3);
            auto *dot = new StatusDot(Tone::Neutral, text);
            auto *spinner = new Spinner;
            spinner->hide();
            row->addWidget(dot);
            row->addWidget(spinner);
            row->addStretch();
            column->addLayout(row);
            m_lines.append({dot, spinner, text});
        }
        connect(&desk, &BackupDesk::phaseChanged, this, &Phases::display);
        display();
    }

    void setSavesFirst(bool on) { m_savesFirst = on; }

private:
    struct Line
    {
        StatusDot *dot;
        Spinner *spinner;
        QString text;
    };

    void display()
    {
        using Phase = BackupDesk::Phase;
        const Phase phase = m_desk.phase();
        const int at = phase == Phase::SavingFirst ? 0
            : phase == Phase::Restoring            ? 1
            : phase == Phase::Waiting              ? 2
            : phase == Phase::Done                 ? 4
                                                   : m_at;
        m_at = at;
        for (qsizetype i = 0; i < m_lines.size(); ++i) {
            const Line &line = m_lines[i];
            const bool isSkipped = i == 0 && !m_savesFirst;
            const bool hasFailed = phase == Phase::Failed && i == at;
            line.dot->setStatus(hasFailed                  ? Tone::Danger
                                    : i < at && !isSkipped ? Tone::Success
                                    : i == at              ? Tone::Accent
                                                           : Tone::Neutral,
                                isSkipped ? BackupSheetWords::tr("No backup of what is there now")
                                          : line.text);
            line.spinner->setVisible(i == at && !hasFailed && phase != Phase::Done
                                     && phase != Phase::None);
        }
    }

    BackupDesk &m_desk;
    QList<Line> m_lines;
    int m_at = 0;
    bool m_savesFirst = true;
};

} // namespace

Sheet *newBackupSheet(BackupDesk &desk, const QString &suggested, QWidget *window)
{
    auto *sheet = new ActionSheet(window,
                                  u"backups.new"_s,
                                  BackupSheetWords::tr("New backup"),
                                  BackupSheetWords::tr("Make the backup"));
    sheet->setSubtitle(BackupSheetWords::tr(
        "Data, files and settings in one archive. Writes wait while it is packed."));
    auto *name = new TextField;
    name->setObjectName(u"backups.new.name"_s);
    name->setMono(true);
    name->setText(suggested);
    FieldRow *row = sheet->addField(u"name"_s, BackupSheetWords::tr("Name"), name);
    QObject::connect(name, &QLineEdit::textChanged, row, [row] { row->setError({}); });
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [sheet, row, name, &desk] {
        if (!BackupDesk::isGoodName(name->text())) {
            row->setError(BackupSheetWords::tr("Small letters, digits, - and _, ending in .zip"));
            name->setFocus();
            return;
        }
        desk.create(name->text());
        sheet->accept();
    });
    name->setFocus();
    return sheet;
}

Sheet *scheduleSheet(ConnectionContext &context,
                     const Json &settings,
                     QWidget *window,
                     std::function<void(const Json &)> saved)
{
    auto *sheet = new ActionSheet(window,
                                  u"backups.plan"_s,
                                  BackupSheetWords::tr("Schedule of backups"),
                                  BackupSheetWords::tr("Save the schedule"));
    sheet->setPanelWidth(backups::kSheet);
    const QString stored = toQString(settings["cron"].text());
    auto *when = new Select;
    when->setObjectName(u"backups.plan.when"_s);
    QVector<SelectOption> options;
    bool isPreset = false;
    for (const char16_t *preset : kPresets) {
        const QString cron = QString::fromUtf16(preset);
        isPreset = isPreset || cron == stored;
        options.append(
            {.key = cron,
             .text = cron.isEmpty() ? BackupSheetWords::tr("Only by hand") : cronWords(cron)});
    }
    options.append({.key = u"own"_s, .text = BackupSheetWords::tr("Another time")});
    when->setOptions(options);
    when->setCurrentKey(isPreset ? stored : u"own"_s);
    sheet->body()->addWidget(new FieldRow(BackupSheetWords::tr("When"), when));
    auto *cron = new TextField(u"0 3 * * *"_s);
    cron->setObjectName(u"backups.plan.cron"_s);
    cron->setMono(true);
    cron->setText(stored);
    FieldRow *cronRow
        = sheet->addField(u"backups.cron"_s, BackupSheetWords::tr("Cron expression, in UTC"), cron);
    auto *keep = new NumberField;
    keep->setObjectName(u"backups.plan.keep"_s);
    keep->setIntegerOnly(true);
    keep->setRange(1, std::nullopt);
    keep->setValue(std::max(1.0, settings["cronMaxKeep"].toDouble()));
    FieldRow *keepRow
        = sheet->addField(u"backups.cronMaxKeep"_s, BackupSheetWords::tr("Keep the newest"), keep);
    keepRow->setHelp(
        BackupSheetWords::tr("Only scheduled backups are removed; those made by hand stay."));
    const auto explain = [=] {
        const bool isOwn = when->currentKey() == u"own";
        const QString text = isOwn ? cron->text().trimmed() : when->currentKey();
        cronRow->setVisible(isOwn);
        keepRow->setVisible(!text.isEmpty());
        const auto schedule = CronSchedule::parse(text);
        QStringList times;
        if (schedule) {
            for (const QDateTime &time : schedule->next(QDateTime::currentDateTimeUtc(), 3)) {
                times << QLocale().toString(shownTime(time), QLocale::ShortFormat);
            }
        }
        cronRow->setHelp(schedule ? BackupSheetWords::tr("Next: %1").arg(times.join(u"  ·  "_s))
                                  : BackupSheetWords::tr(
                                      "Minute, hour, day, month, weekday; one space between them"));
    };
    QObject::connect(when, &Select::currentChanged, sheet, explain);
    QObject::connect(cron, &QLineEdit::textChanged, sheet, explain);
    explain();
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        const QString text
            = when->currentKey() == u"own" ? cron->text().trimmed() : when->currentKey();
        JsonObject change{{"cron", toUtf8(text)}};
        if (!text.isEmpty()) {
            change.set("cronMaxKeep", static_cast<std::int64_t>(keep->value().value_or(3)));
        }
        sheet->run(
            BackupSheetWords::tr("The schedule was not saved"),
            SettingsEndpoint(context.client()).patch(JsonObject{{"backups", std::move(change)}}),
            [sheet, saved](const Json &document) {
                saved(document);
                sheet->accept();
            });
    });
    return sheet;
}

Sheet *restoreSheet(BackupDesk &desk, const QString &key, bool isProduction, QWidget *window)
{
    auto *sheet = new ActionSheet(window,
                                  u"backups.restore"_s,
                                  BackupSheetWords::tr("Restore %1?").arg(key),
                                  BackupSheetWords::tr("Restore"),
                                  ButtonVariant::Danger);
    sheet->setPanelWidth(backups::kSheet);
    sheet->setSubtitle(
        BackupSheetWords::tr("Everything that is on the server now is replaced: records, files, "
                             "accounts and settings. The server starts again; who is signed in may "
                             "have to sign in once more."));
    auto *first = new QCheckBox(BackupSheetWords::tr("Back up what is there now, first"));
    first->setObjectName(u"backups.restore.first"_s);
    first->setChecked(true);
    first->setEnabled(!isProduction);
    first->setToolTip(isProduction ? BackupSheetWords::tr("Always done on production") : QString());
    sheet->body()->addWidget(first);
    auto *typed = new TextField(key);
    typed->setObjectName(u"backups.restore.name"_s);
    typed->setMono(true);
    auto *row = new FieldRow(BackupSheetWords::tr("Type its name to go on"), typed);
    sheet->body()->addWidget(row);
    auto *phases = new Phases(desk);
    phases->setObjectName(u"backups.restore.phases"_s);
    phases->hide();
    sheet->body()->addWidget(phases);
    auto *outcome = new Text({}, TextRole::BaseMedium);
    outcome->setObjectName(u"backups.restore.outcome"_s);
    outcome->setOverflow(Text::Overflow::Wrap);
    outcome->hide();
    sheet->body()->addWidget(outcome);
    sheet->acceptButton()->setEnabled(false);
    QObject::connect(typed, &QLineEdit::textChanged, sheet, [=](const QString &text) {
        sheet->acceptButton()->setEnabled(text == key);
    });
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &desk] {
        if (typed->text() != key || phases->isVisible()) {
            return;
        }
        first->hide();
        row->hide();
        phases->setSavesFirst(first->isChecked());
        phases->show();
        sheet->acceptButton()->hide();
        sheet->cancelButton()->setText(BackupSheetWords::tr("Close"));
        desk.restore(key, first->isChecked());
    });
    QObject::connect(&desk, &BackupDesk::phaseChanged, sheet, [=, &desk] {
        const bool isDone = desk.phase() == BackupDesk::Phase::Done;
        const bool hasFailed = desk.phase() == BackupDesk::Phase::Failed;
        outcome->setVisible(isDone || hasFailed);
        outcome->setColor(isDone ? Color::Success : Color::Danger);
        outcome->setText(
            isDone ? BackupSheetWords::tr("The server answers with the data of the backup.")
                   : desk.failure());
    });
    typed->setFocus();
    return sheet;
}

} // namespace socle::studio
