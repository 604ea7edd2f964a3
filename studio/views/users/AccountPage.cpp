#include "studio/views/users/AccountPage.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Card.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Shell.h"
#include "studio/views/users/AccountActivity.h"
#include "studio/views/users/AccountCells.h"
#include "studio/views/users/AccountHeader.h"
#include "studio/views/users/AccountParts.h"
#include "studio/views/users/AccountSafety.h"
#include "studio/views/users/AccountSheets.h"
#include "studio/views/users/UsersMetrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

enum Page { LoadingPage, FormPageIndex, WordsPage };

} // namespace

AccountPage::AccountPage(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QStackedWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_page(new FormPage(users::kPage))
    , m_header(new AccountHeader)
    , m_problem(new Banner(Tone::Danger, {}))
    , m_columns(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_safety(new AccountSafety(context, shell))
    , m_activity(new AccountActivity(context, shell))
{
    setObjectName(u"users.page"_s);
    setAccessibleName(tr("Account"));
    auto *loading = new FormPage(users::kPage);
    loading->column()->addWidget(new Skeleton(Skeleton::Shape::Cards));
    loading->column()->addStretch();
    addWidget(loading);
    addWidget(m_page);
    auto *words = new QWidget;
    auto *wordColumn = new QVBoxLayout(words);
    wordColumn->addStretch();
    wordColumn->addWidget(m_words = new EmptyState(u"alert"_s, {}, {}));
    wordColumn->addStretch();
    addWidget(words);

    QVBoxLayout *column = m_page->column();
    column->setSpacing(space::k6);
    column->addWidget(m_header);
    m_problem->setObjectName(u"users.page.problem"_s);
    m_problem->setDismissible(true);
    m_problem->hide();
    connect(m_problem, &Banner::dismissed, m_problem, &QWidget::hide);
    column->addWidget(m_problem);
    m_columns->setSpacing(space::k6);
    auto *left = new QVBoxLayout;
    left->setSpacing(space::k4);
    left->addWidget(makeProfile());
    left->addSpacing(space::k3);
    left->addWidget(m_activity);
    left->addStretch();
    auto *right = new QVBoxLayout;
    right->setSpacing(space::k4);
    right->addWidget(makeSignIn());
    right->addSpacing(space::k3);
    right->addWidget(makeLinked());
    right->addSpacing(space::k3);
    right->addWidget(m_safety);
    right->addSpacing(space::k3);
    right->addWidget(makePlaces());
    right->addStretch();
    m_columns->addLayout(left, 5);
    m_columns->addLayout(right, 6);
    column->addLayout(m_columns);
    column->addStretch();

    connect(m_header, &AccountHeader::backRequested, this, &AccountPage::backRequested);
    connect(m_header, &AccountHeader::copyIdRequested, this, [this] {
        QGuiApplication::clipboard()->setText(m_id);
        m_shell.status(tr("Copied the id"));
    });
    connect(m_header, &AccountHeader::impersonateRequested, this, &AccountPage::impersonate);
    connect(m_header, &AccountHeader::dataRequested, this, [this] {
        m_shell.open(RecordRef{m_collection->name, m_id}, OpenMode::Lasting);
    });
    connect(m_header, &AccountHeader::removeRequested, this, &AccountPage::remove);
    connect(m_safety, &AccountSafety::done, this, &AccountPage::done);
    connect(
        m_safety, &AccountSafety::refused, this, [this](const QString &what, const Error &error) {
            showProblem(what, apiError(error));
        });
    connect(&m_context, &ConnectionContext::lockChanged, this, &AccountPage::setWritable);
    connect(&m_context.pictures(), &PictureStore::arrived, this, [this] {
        if (isLoaded()) {
            fillForm();
        }
    });
}

QWidget *AccountPage::makeProfile()
{
    auto *place = new QWidget;
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(new SectionHead(tr("Profile")));
    m_profile = new Card;
    m_profile->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_form = new RecordForm;
    m_form->setObjectName(u"users.page.form"_s);
    m_profile->body()->addWidget(m_form);
    m_noFields = new Text({}, TextRole::Base, Color::TextMuted);
    m_noFields->setOverflow(Text::Overflow::Wrap);
    m_profile->body()->addWidget(m_noFields);
    m_saveRow = new QWidget;
    auto *row = new QHBoxLayout(m_saveRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    row->addStretch();
    auto *discardButton = new Button(tr("Discard"), ButtonVariant::Ghost);
    discardButton->setObjectName(u"users.page.discard"_s);
    m_save = new Button(u"check"_s, tr("Save changes"), ButtonVariant::Primary);
    m_save->setObjectName(u"users.page.save"_s);
    row->addWidget(discardButton);
    row->addWidget(m_save);
    m_profile->body()->addWidget(m_saveRow);
    column->addWidget(m_profile);
    connect(m_form,
            &RecordForm::valueCommitted,
            this,
            [this](const QString &name, const QVariant &value) {
                if (const fields::Field *field = m_collection->field(name)) {
                    const Json json = toJson(value, *field);
                    if (sameValue(json, m_record.value(name))) {
                        m_edits.erase(toUtf8(name));
                    } else {
                        m_edits.set(toUtf8(name), json);
                    }
                    fillForm();
                    emit changesChanged();
                }
            });
    connect(m_form, &RecordForm::undoRequested, this, [this](const QString &name) {
        m_edits.erase(toUtf8(name));
        fillForm();
        emit changesChanged();
    });
    connect(discardButton, &QPushButton::clicked, this, &AccountPage::discard);
    connect(m_save, &QPushButton::clicked, this, &AccountPage::save);
    return place;
}

QWidget *AccountPage::makeLinked()
{
    auto *place = new QWidget;
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(new SectionHead(tr("Linked providers")));
    Card *card = lineCard();
    m_linked = new QVBoxLayout;
    m_linked->setSpacing(0);
    card->body()->addLayout(m_linked);
    column->addWidget(card);
    return place;
}

QWidget *AccountPage::makePlaces()
{
    auto *place = new QWidget;
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    auto *head = new SectionHead(
        tr("Signed in from"),
        tr("The last places the server remembers. A token that is out there is not listed; only "
           "signing out everywhere ends it."));
    m_signOut = new Button(u"sign-out"_s, tr("Sign out everywhere"), ButtonVariant::Secondary);
    m_signOut->setObjectName(u"users.page.signOut"_s);
    head->trailing()->addWidget(m_signOut, 0, Qt::AlignTop);
    column->addWidget(head);
    Card *card = lineCard();
    m_places = new QVBoxLayout;
    m_places->setSpacing(0);
    card->body()->addLayout(m_places);
    column->addWidget(card);
    connect(m_signOut, &QPushButton::clicked, this, &AccountPage::signOutEverywhere);
    return place;
}

CollectionPtr AccountPage::profileOf(const CollectionPtr &collection) const
{
    auto part = std::make_shared<CollectionSchema>(*collection);
    std::erase_if(part->fields, [](const fields::Field &field) {
        // The system fields have controls of their own on this page.
        return field.system || field.isType("autodate");
    });
    return part;
}

void AccountPage::show(const CollectionPtr &collection, const QString &recordId)
{
    const bool isOther
        = recordId != m_id || m_collection == nullptr || m_collection->id != collection->id;
    const bool isOtherSchema = m_collection != collection;
    m_collection = collection;
    m_id = recordId;
    if (isOther) {
        m_record = {};
        m_edits = {};
        m_rows.clear();
        m_isLastSuperuser = false;
        m_problem->hide();
        setCurrentIndex(LoadingPage);
        emit changesChanged();
    }
    if (isOtherSchema) {
        const CollectionPtr part = profileOf(collection);
        EditorContext editing;
        editing.client = &m_context.client();
        editing.schema = &m_context.schema();
        editing.labels = &m_context.labels();
        editing.pictures = &m_context.pictures();
        Shell *shell = &m_shell;
        editing.openRecord = [shell](const QString &target, const QString &record) {
            shell->open(RecordRef{target, record});
        };
        m_form->setCollection(part, editing);
        m_form->setVisible(!part->fields.empty());
        m_noFields->setVisible(part->fields.empty());
        m_noFields->setText(
            tr("%1 has no fields of its own. Add some in Schema.").arg(collection->name));
    }
    load();
}

void AccountPage::reload()
{
    if (m_collection != nullptr) {
        load();
    }
}

bool AccountPage::isSelf() const
{
    return TokenClaims::parse(m_context.client().token()).recordId == m_id;
}

void AccountPage::load()
{
    const quint64 mine = ++m_generation;
    onResult(
        RecordsEndpoint(m_context.client()).view(m_collection->name, m_id, {}, {}, u"users.view"_s),
        this,
        [this, mine](Result<Record> record) {
            if (mine != m_generation) {
                return;
            }
            if (!record) {
                const ApiError error = apiError(record.error());
                const bool isGone = error.status == 404;
                m_words->setError(!isGone);
                m_words->clearActions();
                m_words->setContent(isGone ? u"user"_s : u"alert"_s,
                                    isGone ? tr("This account no longer exists")
                                           : tr("The account could not be read"),
                                    isGone ? tr("It was deleted, or it is in another collection.")
                                           : refusalText({}, error).reason);
                Button *first = m_words->addAction(isGone ? tr("Back to the list") : tr("Retry"));
                first->setObjectName(isGone ? u"users.page.toList"_s : u"users.page.retry"_s);
                connect(first, &Button::clicked, this, [this, isGone] {
                    if (isGone) {
                        emit backRequested();
                    } else {
                        load();
                    }
                });
                setCurrentIndex(WordsPage);
                return;
            }
            m_record = record.takeValue();
            fill();
            setCurrentIndex(FormPageIndex);
            emit recordChanged(m_record);
            emit loaded();
        });
    for (const AccountRows rows : {AccountRows::ExternalAuths,
                                   AccountRows::AuthOrigins,
                                   AccountRows::Otps,
                                   AccountRows::Mfas}) {
        loadRows(rows);
    }
    m_safety->show(m_collection, m_id, isSelf());
    m_activity->show(m_id);
    if (m_collection->name == u"_superusers") {
        onResult(RecordsEndpoint(m_context.client()).count(m_collection->name, {}),
                 this,
                 [this, mine](Result<qint64> count) {
                     if (mine == m_generation && count) {
                         m_isLastSuperuser = *count <= 1;
                         setWritable();
                     }
                 });
    }
}

void AccountPage::loadRows(AccountRows rows)
{
    const quint64 mine = m_generation;
    onResult(AccountsEndpoint(m_context.client()).rowsOf(rows, m_collection->id, {m_id}),
             this,
             [this, mine, rows](Result<std::vector<Record>> found) {
                 if (mine == m_generation) {
                     m_rows[rows] = found ? found.takeValue() : std::vector<Record>();
                     fillRows(rows, m_rows[rows]);
                     fillCodes();
                 }
             });
}

void AccountPage::fill()
{
    m_header->show(*m_collection, m_record, isSelf());
    m_form->setRecord(m_id, false);
    fillForm();
    fillSignIn();
    setWritable();
}

void AccountPage::fillForm()
{
    m_form->setValues(m_record.values);
    for (const QString &name : m_form->fieldNames()) {
        const Json *edit = m_edits.find(toUtf8(name));
        if (edit != nullptr) {
            m_form->setValue(name, *edit);
        }
        m_form->setEdited(name,
                          edit != nullptr,
                          edit == nullptr
                              ? QString()
                              : displayText(m_record.value(name), *m_collection->field(name)));
    }
    m_saveRow->setVisible(hasChanges());
    m_save->setText(tr("Save %n changes", nullptr, static_cast<int>(m_edits.size())));
    // The first picture among the fields is the face.
    for (const fields::Field &field : m_collection->fields) {
        const QString file = field.isType(fields::kFile)
            ? toQString(m_record.value(toQString(field.name)).text())
            : QString();
        if (!file.isEmpty() && PictureStore::isPicture(file)) {
            m_header->setPicture(
                m_context.pictures().picture(m_collection->id, m_id, file, field, users::kAvatar));
            break;
        }
    }
}

void AccountPage::resizeEvent(QResizeEvent *event)
{
    QStackedWidget::resizeEvent(event);
    const bool isWide = width() >= Theme::current().scaled(users::kTwoColumnsFrom);
    m_columns->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace socle::studio
