#include "studio/shell/CollectionDanger.h"

#include "studio/api/CollectionsEndpoint.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/shell/ActionSheet.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct DangerWords
{
    Q_DECLARE_TR_FUNCTIONS(CollectionDanger)

public:
    static QString consequence(CollectionDanger danger, bool isView)
    {
        if (danger == CollectionDanger::Truncate) {
            return tr("The collection, its fields and its rules stay. Deleted records cannot be "
                      "brought back.");
        }
        return isView ? tr("Only the view goes; the records it shows stay where they are.")
                      : tr("Its records, files, fields and rules go with it and cannot be brought "
                           "back.");
    }

    static QString title(CollectionDanger danger, const QString &name)
    {
        return danger == CollectionDanger::Truncate ? tr("Empty %1").arg(name)
                                                    : tr("Delete %1").arg(name);
    }

    /// `records` -1: not counted yet.
    static QString verb(CollectionDanger danger, qint64 records)
    {
        if (danger == CollectionDanger::Delete) {
            return tr("Delete collection");
        }
        return records < 0 ? tr("Delete all records")
                           : tr("Delete %Ln records",
                                nullptr,
                                static_cast<int>(std::min<qint64>(records, 1'000'000'000)));
    }

    static QString known(qint64 records)
    {
        return tr("It holds %Ln records.",
                  nullptr,
                  static_cast<int>(std::min<qint64>(records, 1'000'000'000)));
    }

    static QString refused(CollectionDanger danger, const QString &name)
    {
        return danger == CollectionDanger::Truncate ? tr("%1 was not emptied").arg(name)
                                                    : tr("%1 was not deleted").arg(name);
    }

    static QString done(CollectionDanger danger, const QString &name)
    {
        return danger == CollectionDanger::Truncate ? tr("Emptied %1").arg(name)
                                                    : tr("Deleted %1").arg(name);
    }
};

} // namespace

void askBeforeDanger(QWidget *window,
                     ConnectionContext &context,
                     const CollectionPtr &collection,
                     CollectionDanger danger,
                     std::function<void(const QString &)> done)
{
    const QString name = collection->name;
    const QString root
        = danger == CollectionDanger::Truncate ? u"shell.tree.truncate"_s : u"shell.tree.delete"_s;
    auto *sheet = new ActionSheet(window,
                                  root,
                                  DangerWords::title(danger, name),
                                  DangerWords::verb(danger, -1),
                                  ButtonVariant::Danger);
    auto *count = new Text({}, TextRole::BaseStrong);
    count->hide();
    sheet->body()->addWidget(count);
    auto *words = new Text(DangerWords::consequence(danger, collection->isView()));
    words->setOverflow(Text::Overflow::Wrap);
    sheet->body()->addWidget(words);
    auto *typed = new TextField(name);
    typed->setObjectName(root + u".name"_s);
    sheet->addField(u"name"_s, DangerWords::tr("Type %1 to go on").arg(name), typed);
    Button *accept = sheet->acceptButton();
    accept->setEnabled(false);
    QObject::connect(typed, &QLineEdit::textChanged, accept, [accept, name](const QString &text) {
        accept->setEnabled(text.trimmed() == name);
    });
    QObject::connect(typed, &QLineEdit::returnPressed, accept, &Button::click);
    if (!collection->isView()) {
        onResult(RecordsEndpoint(context.client()).count(name, {}),
                 sheet,
                 [count, accept, danger](const Result<qint64> &records) {
                     if (records) {
                         count->setText(DangerWords::known(*records));
                         count->show();
                         accept->setText(DangerWords::verb(danger, *records));
                     }
                 });
    }
    QObject::connect(sheet,
                     &ActionSheet::submitted,
                     sheet,
                     [sheet, &context, id = collection->id, name, danger, done = std::move(done)] {
                         const CollectionsEndpoint endpoint(context.client());
                         sheet->run(DangerWords::refused(danger, name),
                                    danger == CollectionDanger::Truncate ? endpoint.truncate(id)
                                                                         : endpoint.remove(id),
                                    [sheet, &context, name, danger, done] {
                                        done(DangerWords::done(danger, name));
                                        if (danger == CollectionDanger::Delete) {
                                            context.schema().refresh();
                                        }
                                        sheet->accept();
                                    });
                     });
    sheet->open();
    typed->setFocus();
}

} // namespace socle::studio
