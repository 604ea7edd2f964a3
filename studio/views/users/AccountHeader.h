// The head of an account's page: way back, who it is, and what can be done with the account as a
// whole. Object names: users.page.back|copyId|impersonate|data|logs|delete.
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <QWidget>

class QHBoxLayout;

namespace socle::studio {

class Avatar;
class Button;
class IconButton;
class Pill;
class Text;

class AccountHeader : public QWidget
{
    Q_OBJECT

public:
    explicit AccountHeader(QWidget *parent = nullptr);

    void show(const CollectionSchema &collection, const Record &record, bool isSelf);
    void setPicture(const QPixmap &picture);
    /// An empty reason: allowed.
    void setRemovable(const QString &reasonAgainst);
    void setImpersonable(const QString &reasonAgainst);

signals:
    void backRequested();
    void copyIdRequested();
    void impersonateRequested();
    void dataRequested();
    void removeRequested();

private:
    Button *const m_back;
    QHBoxLayout *const m_face;
    Avatar *m_avatar = nullptr;
    Text *const m_name;
    Pill *const m_state;
    Pill *const m_self;
    Text *const m_id;
    Text *const m_facts;
    IconButton *const m_copy;
    Button *const m_impersonate;
    IconButton *const m_data;
    IconButton *const m_remove;
};

} // namespace socle::studio
