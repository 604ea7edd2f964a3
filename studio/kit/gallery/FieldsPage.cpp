// The gallery: a form, search, code in a line.
#include "studio/kit/CodeLine.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/kit/gallery/Pages.h"

#include <QComboBox>
#include <QSlider>
#include <QSpinBox>
#include <QTimer>

namespace socle::studio {

QWidget *GalleryPages::fields()
{
    auto *page = new QWidget;
    auto *columns = new QHBoxLayout(page);
    columns->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    columns->setSpacing(space::k8);
    auto *form = new QVBoxLayout;
    form->setSpacing(space::k4);
    const auto field = [form](const QString &label, const QString &type, QWidget *editor) {
        auto *row = new FieldRow(label, editor);
        row->setFieldType(type);
        form->addWidget(row);
        return row;
    };
    const auto text = [](const QString &value) {
        auto *edit = new TextField;
        edit->setText(value);
        return edit;
    };
    form->addWidget(new Text(tr("Kindred"), TextRole::Title));
    field(tr("title"), QStringLiteral("text"), text(tr("Kindred")))->setRequired(true);
    auto *focused = text(tr("O. E. Butler"));
    field(tr("author"), QStringLiteral("relation"), focused);
    QTimer::singleShot(0, focused, [focused] { focused->setFocus(); });
    field(tr("price"), QStringLiteral("number"), text(QStringLiteral("14.50")))
        ->setEdited(true, QStringLiteral("13.25"));
    auto *status = new Select;
    status->setOptions({{QStringLiteral("draft"), tr("draft")},
                        {QStringLiteral("published"), tr("published")},
                        {QStringLiteral("archived"), tr("archived")}});
    status->setCurrentKey(QStringLiteral("published"));
    field(tr("status"), QStringLiteral("select"), status);
    auto *isbn = text(QStringLiteral("97808070836"));
    isbn->setMono(true);
    field(tr("isbn"), QStringLiteral("text"), isbn)->setError(tr("Must be 13 digits"));
    auto *summary = new TextArea;
    summary->setPlainText(tr("A modern woman is pulled back through time to the antebellum South, "
                             "again and again, to keep an ancestor alive."));
    field(tr("summary"), QStringLiteral("editor"), summary)
        ->setHelp(tr("Shown on the book page. Markdown is not rendered."));
    form->addStretch(1);
    columns->addLayout(form, 1);

    auto *other = new QVBoxLayout;
    other->setSpacing(space::k4);
    auto *search = new SearchField(tr("Search records, collections, or run a command"));
    search->setShortcutHint(QStringLiteral("Ctrl K"));
    other->addWidget(search);
    auto *filter = new SearchField(tr("Filter collections"));
    filter->setLeadingIcon(QStringLiteral("filter"));
    other->addWidget(filter);
    auto *secret = new TextField;
    secret->setSecret(true);
    secret->setText(QStringLiteral("correct horse"));
    other->addWidget(new FieldRow(tr("Password"), secret));
    auto *off = text(tr("Only on new records"));
    off->setEnabled(false);
    other->addWidget(new FieldRow(tr("id"), off));
    auto *who = new Select;
    who->setTall(true);
    SelectOption mira{
        QStringLiteral("mira"), QStringLiteral("mira@bookshop.example"), tr("users, role reader")};
    mira.dot = Theme::current().hashColor(QStringLiteral("mira"));
    who->setOptions({mira});
    who->setCurrentKey(QStringLiteral("mira"));
    other->addWidget(new FieldRow(tr("Who"), who));
    auto *combo = new QComboBox;
    combo->addItems({tr("Plain combo box"), tr("Second")});
    auto *spin = new QSpinBox;
    spin->setValue(30);
    auto *number = new NumberField;
    number->setValue(12.5);
    number->setTrailingHint(tr("EUR"));
    other->addLayout(line({combo, spin, number}));
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    other->addWidget(slider);
    auto *rule = new CodeLine;
    rule->setLineRange(1, 5);
    rule->setPlainText(
        QStringLiteral("@request.auth.id != \"\" &&\n(user = @request.auth.id || stars ?>= 4)"));
    rule->setTokenizer([](const QString &code) {
        QVector<CodeSpan> spans;
        const QStringList macros{QStringLiteral("@request.auth.id")};
        for (const QString &macro : macros) {
            for (auto at = code.indexOf(macro); at >= 0; at = code.indexOf(macro, at + 1)) {
                spans.push_back(
                    {static_cast<int>(at), static_cast<int>(macro.size()), Syntax::Macro});
            }
        }
        spans.push_back({static_cast<int>(code.indexOf(QLatin1String("user"))), 4, Syntax::Field});
        return spans;
    });
    rule->setProblems({{60, 3, tr("Unknown operator")}});
    other->addWidget(new FieldRow(tr("Who may update"), rule));
    auto *json = new CodeLine;
    json->setLineRange(1, 1);
    json->setPlainText(QStringLiteral("{ \"body\": \"A slow, lovely, long book\" }"));
    json->setTokenizer(&tokenizeJson);
    other->addWidget(new FieldRow(tr("With this change"), json));
    other->addStretch(1);
    columns->addLayout(other, 1);
    return page;
}

} // namespace socle::studio
