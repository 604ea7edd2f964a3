// date: typed as people say it, or chosen in a calendar; stored in UTC with milliseconds, shown
// local or UTC. autodate is the read-only kin.
#include "shared/core/DateTime.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/MonthView.h"
#include "studio/fields/NaturalDate.h"
#include "studio/fields/Words.h"
#include "studio/kit/Button.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Popover.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPointer>

namespace socle::studio {

namespace {

QString spokenTime(const QDateTime &time, bool utc)
{
    const QString exact = exactTime(time, utc);
    return utc && !exact.isEmpty() ? exact + QStringLiteral(" UTC") : exact;
}

/// Calendar, quick buttons and zone: in the popover of a cell, or opened from a form.
class DatePanel final : public QWidget
{
    Q_DECLARE_TR_FUNCTIONS(DatePanel)

public:
    explicit DatePanel(bool utc, QWidget *parent)
        : QWidget(parent)
        , month(new MonthView(this))
        , zone(new Segmented(this))
        , clear(new Button(tr("Clear"), ButtonVariant::Ghost, this))
        , today(new Button(tr("Today"), ButtonVariant::Ghost, this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k3);
        column->addWidget(month, 0, Qt::AlignHCenter);
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k2);
        zone->addSegment(QStringLiteral("local"), tr("Local"));
        zone->addSegment(QStringLiteral("utc"), QStringLiteral("UTC"));
        zone->setCurrentKey(utc ? QStringLiteral("utc") : QStringLiteral("local"));
        zone->setAccessibleName(tr("Time zone"));
        zone->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        today->setControlSize(ControlSize::Small);
        clear->setControlSize(ControlSize::Small);
        row->addWidget(zone);
        row->addStretch(1);
        row->addWidget(today);
        row->addWidget(clear);
        column->addLayout(row);
    }

    MonthView *month;
    Segmented *zone;
    Button *clear;
    Button *today;
};

class DateEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::DateEditor)
public:
    DateEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_input(new TextField(this))
        , m_isUtc(context.showsUtc)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k3);
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k2);
        row->addWidget(m_input, 1);
        column->addLayout(row);
        m_input->setLayoutDirection(Qt::LeftToRight);
        m_input->setPlaceholderText(tr("tomorrow 9:00, -2d, 2026-11-21"));
        adoptInput(m_input);
        if (isInCell()) {
            column->addWidget(makePanel(this));
        } else {
            m_button = new IconButton(
                QStringLiteral("calendar"), tr("Choose in a calendar (Down)"), this);
            m_button->setObjectName(objectName() + QStringLiteral(".calendar"));
            row->addWidget(m_button);
            connect(m_button, &QToolButton::clicked, this, [this] { openCalendar(); });
        }
        connect(m_input, &QLineEdit::textChanged, this, [this] { showMeaning(); });
        connect(m_input, &QLineEdit::textEdited, this, [this] {
            showInPanel();
            noteEdited();
        });
    }

    void setReadOnly(bool readOnly) override
    {
        FieldEditor::setReadOnly(readOnly);
        if (m_button != nullptr) {
            m_button->setVisible(!readOnly);
        }
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_shown = value.toDateTime();
        m_input->setText(spokenTime(m_shown, m_isUtc));
        showInPanel();
    }

    QVariant currentValue() const override { return parsed().value_or(QDateTime()); }

    QString inputProblem() const override
    {
        const bool isDate = m_input->text().trimmed().isEmpty() || parsed();
        return isDate
            ? QString()
            : tr("This is no date. Try \u201Ctomorrow 9:00\u201D, \u201C-2d\u201D or 2026-11-21.");
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_input && event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            if (key->key() == Qt::Key_Down) {
                isInCell() ? m_panel->month->setFocus(Qt::TabFocusReason) : openCalendar();
                return true;
            }
            if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
                settle();
            }
        } else if (watched == m_input && event->type() == QEvent::FocusOut && !isInCell()) {
            settle();
        }
        return FieldEditor::eventFilter(watched, event);
    }

private:
    std::optional<QDateTime> parsed() const
    {
        const QString text = m_input->text().trimmed();
        if (text == spokenTime(m_shown, m_isUtc)) {
            return m_shown.isValid() ? std::optional(m_shown)
                                     : std::nullopt; // keeps the value to the millisecond
        }
        return parseNaturalDate(text.endsWith(QLatin1String(" UTC")) ? text.chopped(4) : text,
                                QDateTime::currentDateTime(),
                                m_isUtc);
    }

    DatePanel *makePanel(QWidget *parent)
    {
        m_panel = new DatePanel(m_isUtc, parent);
        m_panel->zone->setObjectName(objectName() + QStringLiteral(".zone"));
        m_panel->month->setObjectName(objectName() + QStringLiteral(".month"));
        m_panel->clear->setObjectName(objectName() + QStringLiteral(".clear"));
        m_panel->today->setObjectName(objectName() + QStringLiteral(".today"));
        connect(m_panel->month, &MonthView::chosen, this, [this](const QDate &day) { take(day); });
        connect(
            m_panel->today, &QPushButton::clicked, this, [this] { take(QDate::currentDate()); });
        connect(m_panel->clear, &QPushButton::clicked, this, [this] {
            m_input->clear();
            close();
        });
        connect(m_panel->zone, &Segmented::currentChanged, this, [this](const QString &key) {
            const auto before = parsed();
            m_isUtc = key == QLatin1String("utc");
            if (before) {
                m_shown = *before;
                m_input->setText(spokenTime(m_shown, m_isUtc));
            }
            showInPanel();
        });
        return m_panel;
    }

    void openCalendar()
    {
        if (isReadOnly()) {
            return;
        }
        auto *popover = new Popover(this);
        popover->setDeleteOnClose(true);
        popover->setObjectName(objectName() + QStringLiteral(".popover"));
        popover->body()->addWidget(makePanel(popover));
        showInPanel();
        popover->showFor(m_input);
        m_popover = popover;
        m_panel->month->setFocus(Qt::PopupFocusReason);
    }

    void take(const QDate &day)
    {
        const auto before = parsed();
        const QTime time
            = before ? (m_isUtc ? before->toUTC() : before->toLocalTime()).time() : QTime(0, 0);
        m_shown = (m_isUtc ? QDateTime(day, time, Qt::UTC) : QDateTime(day, time)).toUTC();
        m_input->setText(spokenTime(m_shown, m_isUtc));
        showInPanel();
        close();
    }

    void close()
    {
        noteEdited();
        if (m_popover) {
            m_popover->close();
        }
        if (isInCell()) {
            m_input->setFocus(Qt::OtherFocusReason); // the time may still be typed; Enter stages
        } else {
            commit();
        }
    }

    void settle()
    {
        if (const auto date = parsed(); date && isTouched()) {
            m_shown = *date;
            m_input->setText(spokenTime(m_shown, m_isUtc));
        }
    }

    void showMeaning()
    {
        const auto date = parsed();
        const bool isOwnText = date && m_input->text() == spokenTime(*date, m_isUtc);
        m_input->setTrailingHint(date && !isOwnText ? exactTime(*date, m_isUtc) : QString());
        m_input->setToolTip(date ? tr("%1 UTC").arg(exactTime(*date, true)) : QString());
    }

    void showInPanel()
    {
        if (m_panel) {
            const auto date = parsed();
            m_panel->month->setDate(date ? (m_isUtc ? date->toUTC() : date->toLocalTime()).date()
                                         : QDate());
        }
    }

    TextField *m_input;
    IconButton *m_button = nullptr;
    QPointer<DatePanel> m_panel;
    QPointer<Popover> m_popover;
    QDateTime m_shown; // what the untouched text stands for
    bool m_isUtc;
};

/// Read only: when the server set it.
class AutodateEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::AutodateEditor)
public:
    AutodateEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_input(new TextField(this))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_input);
        m_input->setPlaceholderText(tr("Set by the server"));
        m_input->setEnabled(true);
        adoptInput(m_input);
        FieldEditor::setReadOnly(true);
    }

    void setReadOnly(bool) override { } // always

protected:
    void showValue(const QVariant &value) override
    {
        const QDateTime time = value.toDateTime();
        m_input->setText(exactTime(time, context().showsUtc));
        m_input->setTrailingHint(time.isValid() ? relativeTime(time, QDateTime::currentDateTime())
                                                : QString());
    }

    QVariant currentValue() const override { return baseValue(); }

    QString brokenRule() const override { return {}; }

private:
    TextField *m_input;
};

class DateCell final : public FieldCell
{
public:
    DateCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Popover);
        }
    }

    int preferredWidth() const override { return layout::kSidebarMin - space::k7; }

    QString toolTip(const QModelIndex &index) const override
    {
        const QString error = FieldCell::toolTip(index);
        const QDateTime time = index.data(RawValueRole).toDateTime();
        if (!error.isEmpty() || !time.isValid()) {
            return error;
        }
        QString text = QCoreApplication::translate("DateCell", "%1 local, %2 UTC")
                           .arg(exactTime(time, false), exactTime(time, true));
        if (field().isType(fields::kAutodate)) {
            text += QLatin1Char('\n') + ui().summary(field());
        }
        return text;
    }

protected:
    bool isEmptyValue(const QVariant &value) const override
    {
        return !value.toDateTime().isValid();
    }

    CellContent contentOf(const QVariant &value, const QModelIndex &) const override
    {
        CellContent content;
        const QDateTime time = value.toDateTime();
        content.text = relativeTime(time, QDateTime::currentDateTime());
        if (content.text.isEmpty()) {
            content.text = isolatedLtr(exactTime(time, ShownTime::current().isUtc()));
        }
        content.muted = field().isType(fields::kAutodate);
        return content;
    }
};

class DateFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::DateFieldUi)
public:
    QString typeName() const override { return QStringLiteral("date"); }

    QString title() const override { return tr("Date and time"); }

    QString description() const override { return tr("A moment, to the millisecond"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<DateCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new DateEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        return {
            {"min", OptionRow::Control::Date, tr("Earliest"), {}, tr("no limit")},
            {"max", OptionRow::Control::Date, tr("Latest"), {}, tr("no limit")},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        const QString min = toQString(field.text("min").substr(0, 10));
        const QString max = toQString(field.text("max").substr(0, 10));
        if (!min.isEmpty() && !max.isEmpty()) {
            return tr("%1 to %2").arg(min, max);
        }
        return !min.isEmpty() ? tr("from %1").arg(min)
            : !max.isEmpty()  ? tr("until %1").arg(max)
                              : QString();
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        return exactTime(value.toDateTime(), ShownTime::current().isUtc());
    }
};

class AutodateFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::AutodateFieldUi)
public:
    QString typeName() const override { return QStringLiteral("autodate"); }

    QString title() const override { return tr("Automatic date"); }

    QString description() const override { return tr("Set by the server on create or update"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<DateCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new AutodateEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        return {
            {"onCreate", OptionRow::Control::Flag, tr("Set when a record is created"), {}, {}},
            {"onUpdate", OptionRow::Control::Flag, tr("Set with every update"), {}, {}},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        if (field.flag("onCreate") && field.flag("onUpdate")) {
            return tr("set on create and update");
        }
        return field.flag("onUpdate") ? tr("set on update")
            : field.flag("onCreate")  ? tr("set on create")
                                      : QString();
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        return exactTime(value.toDateTime(), ShownTime::current().isUtc());
    }

    bool isEditable(const fields::Field &, const EditorContext &) const override { return false; }
};

} // namespace

const FieldUi &dateFieldUi()
{
    static const DateFieldUi ui;
    return ui;
}

const FieldUi &autodateFieldUi()
{
    static const AutodateFieldUi ui;
    return ui;
}

} // namespace socle::studio
