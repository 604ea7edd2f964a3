#include "studio/domain/AccountModel.h"

#include "shared/core/DateTime.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordRoles.h"

#include <QLocale>

#include <algorithm>

namespace socle::studio {

namespace {

/// Text fields that name a person, in the order they are looked at.
constexpr const char *kNames[] = {"name", "title", "fullName", "username"};

QStringList identityFields(const CollectionSchema &collection)
{
    QStringList names;
    for (const Json &name : collection.json["passwordAuth"]["identityFields"].array()) {
        names << toQString(name.text());
    }
    if (!names.contains(QStringLiteral("email"))) {
        names.prepend(QStringLiteral("email"));
    }
    return names;
}

} // namespace

QString accountName(const CollectionSchema &collection, const Record &record)
{
    for (const QString &field : identityFields(collection)) {
        const QString text = toQString(record.value(field).text());
        if (!text.isEmpty()) {
            return text;
        }
    }
    return record.id;
}

QString accountSubtitle(const CollectionSchema &collection, const Record &record)
{
    const QString name = accountName(collection, record);
    for (const char *field : kNames) {
        const QString text = toQString(record.value(QString::fromLatin1(field)).text());
        if (!text.isEmpty() && text != name) {
            return text;
        }
    }
    return {};
}

AccountModel::AccountModel(ApiClient &client, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
{
}

void AccountModel::setCollection(const CollectionPtr &collection)
{
    m_collection = collection;
    m_words.clear();
    m_unverifiedOnly = false;
    reload();
}

void AccountModel::setSearch(const QString &words, bool unverifiedOnly)
{
    if (words.trimmed() != m_words || unverifiedOnly != m_unverifiedOnly) {
        m_words = words.trimmed();
        m_unverifiedOnly = unverifiedOnly;
        reload();
    }
}

QString AccountModel::filter() const
{
    QStringList conditions;
    if (!m_words.isEmpty() && m_collection != nullptr) {
        const QString words = filterLiteral(m_words);
        QStringList any{QStringLiteral("id = ") + words};
        QStringList fields = identityFields(*m_collection);
        for (const char *name : kNames) {
            fields << QString::fromLatin1(name);
        }
        fields.removeDuplicates();
        for (const QString &name : std::as_const(fields)) {
            if (m_collection->field(name) != nullptr) {
                any << name + QStringLiteral(" ~ ") + words;
            }
        }
        conditions << u'(' + any.join(QStringLiteral(" || ")) + u')';
    }
    if (m_unverifiedOnly) {
        conditions << QStringLiteral("verified = false");
    }
    return conditions.join(QStringLiteral(" && "));
}

void AccountModel::reload()
{
    ++m_generation;
    beginResetModel();
    m_accounts.clear();
    endResetModel();
    m_total = -1;
    m_page = 0;
    m_isFetching = false;
    m_hasMore = m_collection != nullptr;
    setState(m_collection == nullptr ? State::Idle : State::Loading);
    fetchMore({});
}

bool AccountModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_hasMore && !m_isFetching && m_state != State::Failed;
}

void AccountModel::fetchMore(const QModelIndex &)
{
    if (m_isFetching || !m_hasMore || m_collection == nullptr) {
        return;
    }
    m_isFetching = true;
    ListQuery query;
    query.page = m_page + 1;
    query.perPage = kPage;
    query.filter = filter();
    query.sort = QStringLiteral("-@rowid");
    query.purpose = QStringLiteral("users.list");
    const quint64 mine = m_generation;
    onResult(RecordsEndpoint(m_client).list(m_collection->name, query),
             this,
             [this, mine](Result<RecordPage> page) {
                 if (mine != m_generation) {
                     return;
                 }
                 m_isFetching = false;
                 if (!page) {
                     m_error = apiError(page.error());
                     m_hasMore = false;
                     setState(State::Failed);
                     return;
                 }
                 take(page.takeValue());
             });
}

void AccountModel::take(RecordPage page)
{
    m_page = page.page;
    m_total = page.totalItems;
    m_hasMore = static_cast<int>(page.items.size()) == kPage;
    QStringList ids;
    if (!page.items.empty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(page.items.size()) - 1);
        for (Record &record : page.items) {
            ids << record.id;
            m_accounts.push_back(
                {.record = std::move(record), .providers = {}, .lastSignIn = {}, .origins = 0});
        }
        endInsertRows();
        askRows(AccountRows::ExternalAuths, ids);
        askRows(AccountRows::AuthOrigins, ids);
    }
    setState(State::Ready);
}

void AccountModel::askRows(AccountRows rows, const QStringList &ids)
{
    const quint64 mine = m_generation;
    onResult(AccountsEndpoint(m_client).rowsOf(rows, m_collection->id, ids),
             this,
             [this, mine, rows](Result<std::vector<Record>> found) {
                 if (mine != m_generation || !found) {
                     return; // the list is useful without them
                 }
                 for (const Record &one : *found) {
                     const int row = rowOf(toQString(one.value(u"recordRef").text()));
                     if (row < 0) {
                         continue;
                     }
                     Account &account = m_accounts[static_cast<std::size_t>(row)];
                     if (rows == AccountRows::ExternalAuths) {
                         account.providers << toQString(one.value(u"provider").text());
                     } else {
                         const QDateTime when = wireTime(one.value(u"updated"));
                         ++account.origins;
                         if (!account.lastSignIn.isValid() || when > account.lastSignIn) {
                             account.lastSignIn = when;
                         }
                     }
                 }
                 if (rowCount() > 0) {
                     emit dataChanged(index(0, Providers), index(rowCount() - 1, LastSignIn));
                 }
             });
}

void AccountModel::replace(const Record &record)
{
    const int row = rowOf(record.id);
    if (row >= 0) {
        m_accounts[static_cast<std::size_t>(row)].record = record;
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

void AccountModel::removeId(const QString &id)
{
    const int row = rowOf(id);
    if (row < 0) {
        return;
    }
    beginRemoveRows({}, row, row);
    m_accounts.erase(m_accounts.begin() + row);
    endRemoveRows();
    m_total = std::max<qint64>(0, m_total - 1);
    emit stateChanged();
}

const Account *AccountModel::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_accounts[static_cast<std::size_t>(row)] : nullptr;
}

int AccountModel::rowOf(const QString &id) const
{
    const auto found = std::find_if(m_accounts.begin(), m_accounts.end(), [&](const Account &one) {
        return one.record.id == id;
    });
    return found == m_accounts.end() ? -1 : static_cast<int>(found - m_accounts.begin());
}

int AccountModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_accounts.size());
}

int AccountModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AccountModel::data(const QModelIndex &index, int role) const
{
    const Account *account = index.isValid() ? at(index.row()) : nullptr;
    if (account == nullptr) {
        return {};
    }
    switch (role) {
    case RecordRole::RowKey:
        return account->record.id;
    case NameRole:
        return accountName(*m_collection, account->record);
    case SubtitleRole:
        return accountSubtitle(*m_collection, account->record);
    case VerifiedRole:
        return account->record.value(u"verified").toBool();
    case ProvidersRole:
        return account->providers;
    case TimeRole:
        return index.column() == LastSignIn ? account->lastSignIn
                                            : wireTime(account->record.value(u"created"));
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case Name:
        return accountName(*m_collection, account->record);
    case Verified:
        return account->record.value(u"verified").toBool() ? tr("verified") : tr("not verified");
    case Providers:
        return account->providers.join(QStringLiteral(", "));
    case LastSignIn:
    case Created:
        return QLocale().toString(data(index, TimeRole).toDateTime().toLocalTime(),
                                  QLocale::ShortFormat);
    case Id:
        return account->record.id;
    default:
        return {};
    }
}

QVariant AccountModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return tr("Account");
    case Verified:
        return tr("E-mail");
    case Providers:
        return tr("Linked");
    case LastSignIn:
        return tr("Last sign-in");
    case Created:
        return tr("Created");
    case Id:
        return tr("ID", "of a record");
    default:
        return {};
    }
}

void AccountModel::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

} // namespace socle::studio
